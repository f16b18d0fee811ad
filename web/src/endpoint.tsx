// One endpoint: who answers, how the rollout stands, how each guard's interval closes in on its bound.
import { keyOf, plannedSplit } from './history';
import type { EndpointHistory } from './history';
import { colourOf, GuardPlot, TrafficPlot } from './plots';
import type { Endpoint, Guard, Rollout } from './snapshot';
import { clock, comparison, count, evidence, ms, percent, show, standing, verdict } from './words';

function GuardRow(props: { guard: Guard }) {
  const g = props.guard;
  return (
    <tr class={g.watching ? `verdict-${g.verdict}` : 'off'}>
      <td>{g.guard}</td>
      <td>{comparison(g)}</td>
      <td>{show(g.estimate)}</td>
      <td class="interval">{show(g.low)} … {show(g.high)}</td>
      <td>{show(g.bound)}</td>
      <td>{count(g.canaryUnits)} / {count(g.controlUnits)}</td>
      <td>{evidence(g.evidence)} of {evidence(g.threshold)}</td>
      <td class="verdict">{verdict(g)}</td>
    </tr>
  );
}

function Guards(props: { rollout: Rollout; seen: EndpointHistory }) {
  const { rollout, seen } = props;
  return (
    <>
      <div class="guards">
        {rollout.guards
          .filter((g) => g.watching && (seen.guards.get(keyOf(g))?.length ?? 0) > 1)
          .map((g) => (
            <figure key={keyOf(g)}>
              <figcaption>
                {g.guard} <small>{comparison(g)} · band: interval · dashed: bound</small>
              </figcaption>
              <GuardPlot points={[...(seen.guards.get(keyOf(g)) ?? [])]} marks={rollout.marks} />
            </figure>
          ))}
      </div>
      <div class="wide">
        <table class="guard-table">
          <thead>
            <tr>
              <th>guard</th><th>test</th><th>estimate</th><th>interval</th><th>bound</th>
              <th>units canary / control</th><th>evidence of harm</th><th>verdict</th>
            </tr>
          </thead>
          <tbody>{rollout.guards.map((g) => <GuardRow key={keyOf(g)} guard={g} />)}</tbody>
        </table>
      </div>
    </>
  );
}

function RolloutLine(props: { rollout: Rollout }) {
  const r = props.rollout;
  return (
    <>
      <p class={`rollout status-${r.status}`}>
        Rollout <b>{r.rollout}</b> {r.from} → {r.to}: {standing(r)}
        {r.escaped && ' · the gateway took the canary’s traffic away ahead of the ledger'}
      </p>
      {r.incomplete && <p class="warning">Evidence is being read again: no step passes meanwhile.</p>}
      {r.waiting !== null && <p class="warning waiting">The rollout does not go on yet: {r.waiting}</p>}
    </>
  );
}

function Marks(props: { rollout: Rollout }) {
  return (
    <ol class="marks">
      {props.rollout.marks.map((m) => (
        <li key={`${m.position} ${m.what}`} class={`mark-${m.what}`}>
          <time dateTime={m.time}>{clock(m.time)}</time> <b>{m.what}</b> {m.detail} at {percent(m.weight)}
        </li>
      ))}
    </ol>
  );
}

function Releases(props: { endpoint: Endpoint; names: string[]; shares: Map<string, number> | undefined }) {
  const { endpoint, names, shares } = props;
  return (
    <div class="wide">
      <table class="releases">
        <thead>
          <tr>
            <th>release</th><th>role</th><th>share now</th><th>requests</th><th>errors</th><th>p50</th><th>p99</th>
          </tr>
        </thead>
        <tbody>
          {endpoint.releases.map((r) => (
            <tr key={`${r.release} ${r.role === 'shadow'}`}>
              <td>
                <svg class="key" viewBox="0 0 10 10" aria-hidden="true">
                  <circle cx="5" cy="5" r="5" fill={r.role === 'shadow' ? 'none' : colourOf(names.indexOf(r.release))} stroke="currentColor" stroke-width=".5" />
                </svg>
                {r.release}
              </td>
              <td>{r.role}</td>
              <td class="share">{r.role === 'shadow' ? 'copies' : `${(shares?.get(r.release) ?? 0).toFixed(1)} %`}</td>
              <td>{count(r.requests)}</td>
              <td>{count(r.errors)}</td>
              <td>{ms(r.p50Ms)}</td>
              <td>{ms(r.p99Ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function EndpointPanel(props: { endpoint: Endpoint; seen: EndpointHistory }) {
  const { endpoint, seen } = props;
  const rollout = endpoint.rollout;
  const isPlanned = seen.traffic.length === 0 && rollout !== null;
  const names = isPlanned ? [rollout.from, rollout.to] : endpoint.releases.filter((r) => r.role !== 'shadow').map((r) => r.release);
  const points = isPlanned ? plannedSplit(rollout) : [...seen.traffic];
  const last = seen.traffic[seen.traffic.length - 1];
  return (
    <section>
      <h2>
        {endpoint.endpoint} <small>{endpoint.stage} · owner {endpoint.owner}</small>
      </h2>
      <p>
        Current release <b>{endpoint.current ?? 'none'}</b> · {Math.round(last?.rate ?? 0)} requests/s
      </p>
      {rollout !== null && <RolloutLine rollout={rollout} />}
      {points.length > 1 ? (
        <figure>
          <figcaption>Share of users’ requests by release{isPlanned && <small> as the ledger tells it: no request since the server started</small>}</figcaption>
          <TrafficPlot points={points} releases={names} marks={rollout?.marks ?? []} />
        </figure>
      ) : (
        <p class="quiet">No requests seen yet.</p>
      )}
      {endpoint.releases.length > 0 && <Releases endpoint={endpoint} names={names} shares={last?.share} />}
      {rollout !== null && rollout.guards.length > 0 && <Guards rollout={rollout} seen={seen} />}
      {rollout !== null && <Marks rollout={rollout} />}
    </section>
  );
}
