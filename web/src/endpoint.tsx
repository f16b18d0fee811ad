// One endpoint: who answers, how the rollout stands, how each guard's interval closes in on its bound. Its twin without
// plots is src/Backstay.Server/Live/EndpointSection.razor.
import { GuardPlot } from './guardplot';
import { keyOf, plannedSplit } from './history';
import type { EndpointHistory } from './history';
import { swatchOf, TrafficPlot } from './trafficplot';
import type { Endpoint, Guard, Rollout } from './snapshot';
import { clock, count, demands, estimate, interval, isOver, mark, ms, number, share, spaced, standing, unitOf, verdict, verdictClass } from './words';

function Releases(props: { endpoint: Endpoint; seen: EndpointHistory }) {
  const { endpoint, seen } = props;
  if (endpoint.releases.length === 0) {
    return <p class="quiet">No request has come since the server started.</p>;
  }
  return (
    <div class="wide">
      <table class="releases">
        <thead>
          <tr>
            <th>release</th><th>role</th><th>share of users</th><th>requests</th><th>errors</th><th>p50</th><th>p99</th>
          </tr>
        </thead>
        <tbody>
          {endpoint.releases.map((r) => (
            <tr key={`${r.release} ${r.role === 'shadow'}`}>
              <td class={r.role === 'shadow' ? '' : swatchOf(seen.releases.indexOf(r.release))}>{r.release}</td>
              <td>{r.role}</td>
              <td class="share">{share(endpoint, r)}</td>
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

function GuardRow(props: { guard: Guard }) {
  const g = props.guard;
  return (
    <tr class={verdictClass(g)}>
      <td>{g.guard}</td>
      <td>{g.comparison}</td>
      <td>{estimate(g)}</td>
      <td class="interval">{interval(g)}</td>
      <td>{number(g.bound)}</td>
      <td>{count(g.canaryUnits)}, {count(g.controlUnits)}</td>
      <td>{number(g.evidence)} of {number(g.threshold)}</td>
      <td class="verdict">{verdict(g)}</td>
    </tr>
  );
}

// The control's own limit takes nothing back: a row is enough for it.
const isDrawn = (g: Guard): boolean => g.watching && g.comparison !== 'control-limit';

function Guards(props: { rollout: Rollout; seen: EndpointHistory }) {
  const { rollout, seen } = props;
  return (
    <>
      <h3>Guards</h3>
      <div class="guards">
        {rollout.guards.filter(isDrawn).map((g) => (
          <figure key={keyOf(g)}>
            <figcaption>
              {g.guard} <small>against {g.comparison}: {unitOf(g)}</small>
            </figcaption>
            <GuardPlot guard={g} points={[...(seen.guards.get(keyOf(g)) ?? [])]} marks={rollout.marks} />
          </figure>
        ))}
      </div>
      <div class="wide">
        <table class="guard-table">
          <thead>
            <tr>
              <th>guard</th><th>against</th><th>estimate</th><th>interval</th><th>bound</th>
              <th>units canary, control</th><th>evidence</th><th>verdict</th>
            </tr>
          </thead>
          <tbody>{rollout.guards.map((g) => <GuardRow key={keyOf(g)} guard={g} />)}</tbody>
        </table>
      </div>
    </>
  );
}

function RolloutLines(props: { rollout: Rollout }) {
  const r = props.rollout;
  return (
    <>
      <p class="rollout">
        <span class={`chip status-${r.status}`}>{spaced(r.status)}</span> <b>{r.rollout}</b>: {r.from} → {r.to}, {standing(r)}
      </p>
      {!isOver(r) && <p class="demands">{demands(r)}</p>}
      {r.escaped && <p class="warning">The gateway has already taken all requests from {r.to}; the ledger follows.</p>}
      {r.incomplete && <p class="warning">Evidence is being read again; no step passes meanwhile.</p>}
      {r.waiting !== null && <p class="warning waiting">Does not go on yet: {r.waiting}</p>}
    </>
  );
}

function Marks(props: { rollout: Rollout }) {
  return (
    <>
      <h3>What happened in {props.rollout.rollout}</h3>
      <ol class="marks">
        {props.rollout.marks.map((m) => (
          <li key={`${m.position} ${m.what}`} class={`mark-${m.what}`}>
            <time dateTime={m.time}>{clock(m.time)}</time> {mark(m)}
          </li>
        ))}
      </ol>
    </>
  );
}

/** What the page saw of the latest minutes; after a restart, until requests come, what the ledger tells. */
function Split(props: { endpoint: Endpoint; seen: EndpointHistory }) {
  const { seen, endpoint: { rollout } } = props;
  const isSeen = seen.traffic.length > 1;
  const points = isSeen || rollout === null ? [...seen.traffic] : plannedSplit(rollout);
  if (points.length < 2) {
    return null;
  }
  const rate = seen.rate > 0 ? `about ${count(Math.max(1, Math.round(seen.rate)))} requests a second` : 'no requests now';
  return (
    <figure>
      <figcaption>
        Share of users’ requests <small>{isSeen ? rate : 'as the ledger tells it: no request since the server started'}</small>
      </figcaption>
      <TrafficPlot points={points} releases={isSeen || rollout === null ? [...seen.releases] : [rollout.from, rollout.to]} marks={seen.marks} />
    </figure>
  );
}

export function EndpointSection(props: { endpoint: Endpoint; seen: EndpointHistory }) {
  const { endpoint, seen } = props;
  const rollout = endpoint.rollout;
  return (
    <section class="endpoint">
      <h2>
        {endpoint.endpoint} <small>{endpoint.stage} · owner {endpoint.owner}</small>
      </h2>
      <p>{endpoint.current !== null ? <><b>{endpoint.current}</b> serves.</> : 'No release serves yet.'}</p>
      {rollout !== null && <RolloutLines rollout={rollout} />}
      <Split endpoint={endpoint} seen={seen} />
      <Releases endpoint={endpoint} seen={seen} />
      {rollout !== null && rollout.guards.length > 0 && <Guards rollout={rollout} seen={seen} />}
      {rollout !== null && <Marks rollout={rollout} />}
    </section>
  );
}
