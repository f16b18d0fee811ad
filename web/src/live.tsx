// The live page's island: follows the server's event stream and redraws. The page is readable without it.
import 'uplot/dist/uPlot.min.css';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { History, keyOf, plannedSplit } from './history';
import { GuardPlot, isBounded, TrafficPlot } from './plots';
import type { Endpoint, Guard, Incident, Snapshot } from './snapshot';

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const show = (value: number | null): string => (value === null ? '–' : isBounded(value) ? number.format(value) : '∞');

function GuardRow(props: { guard: Guard }) {
  const g = props.guard;
  return (
    <tr class={`verdict-${g.verdict}`}>
      <td>{g.guard}</td>
      <td>{g.comparison}</td>
      <td>{show(g.estimate)}</td>
      <td>
        {show(g.low)} … {show(g.high)}
      </td>
      <td>{show(g.bound)}</td>
      <td>
        {g.canaryUnits} / {g.controlUnits}
      </td>
      <td>
        {show(g.evidence)} of {show(g.threshold)}
      </td>
      <td>{g.watching ? g.verdict : 'off in this step'}</td>
    </tr>
  );
}

function EndpointPanel(props: { endpoint: Endpoint; history: History }) {
  const { endpoint } = props;
  const seen = props.history.of(endpoint.endpoint);
  const rollout = endpoint.rollout;
  const hasSeen = seen.traffic.length > 0;
  const releases =
    hasSeen || rollout === null ? endpoint.releases.filter((r) => r.role !== 'shadow').map((r) => r.release) : [rollout.from, rollout.to];
  const points = hasSeen || rollout === null ? [...seen.traffic] : plannedSplit(rollout);
  const rate = seen.traffic[seen.traffic.length - 1]?.rate ?? 0;
  return (
    <section>
      <h2>
        {endpoint.endpoint} <small>{endpoint.stage} · {endpoint.owner}</small>
      </h2>
      <p>
        Current release <b>{endpoint.current ?? 'none'}</b> · {Math.round(rate)} requests/s
        {rollout !== null && (
          <>
            {' '}· rollout <b>{rollout.rollout}</b> {rollout.from} → {rollout.to}: {rollout.status}, step {rollout.step + 1} of{' '}
            {rollout.steps} ({rollout.stepKind}, {rollout.weight / 100} %)
            {rollout.status === 'running' && ` for ${Math.round(rollout.secondsInStep)} of at least ${rollout.minSeconds} s`}
            {rollout.escaped ? ' · ESCAPED' : ''}
          </>
        )}
      </p>
      <TrafficPlot points={points} releases={releases} marks={rollout?.marks ?? []} />
      {rollout !== null && rollout.guards.length > 0 && (
        <>
          <div class="guards">
            {rollout.guards
              .filter((g) => g.watching)
              .map((g) => (
                <figure key={keyOf(g)}>
                  <figcaption>
                    {g.guard} <small>{g.comparison}</small>
                  </figcaption>
                  <GuardPlot points={[...(seen.guards.get(keyOf(g)) ?? [])]} marks={rollout.marks} />
                </figure>
              ))}
          </div>
          <table>
            <thead>
              <tr>
                <th>guard</th><th>against</th><th>estimate</th><th>interval</th><th>bound</th>
                <th>units canary / control</th><th>evidence</th><th>verdict</th>
              </tr>
            </thead>
            <tbody>{rollout.guards.map((g) => <GuardRow key={keyOf(g)} guard={g} />)}</tbody>
          </table>
        </>
      )}
    </section>
  );
}

function Incidents(props: { incidents: Incident[] }) {
  return (
    <section>
      <h2>Incidents</h2>
      {props.incidents.length === 0 && <p>None.</p>}
      <ul class="incidents">
        {props.incidents.map((i) => (
          <li key={i.id}>
            <b>{i.id}</b> {new Date(i.opened).toLocaleTimeString()} {i.endpoint}: {i.summary} ({i.to} → {i.from}; owner {i.owner})
          </li>
        ))}
      </ul>
    </section>
  );
}

function Live(props: { history: History }) {
  const [snapshot, setSnapshot] = useState<Snapshot | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const events = new EventSource('/live/events');
    events.onmessage = (event) => {
      const next = JSON.parse(event.data as string) as Snapshot;
      props.history.add(next);
      setLost(false);
      setSnapshot(next);
    };
    events.onerror = () => setLost(true);
    return () => events.close();
  }, []);
  if (snapshot === null) {
    return <p>Waiting for the first snapshot …</p>;
  }
  return (
    <>
      {lost && <p class="warning">The connection is lost; trying again. What you see is old.</p>}
      {snapshot.broken !== null && <p class="warning">The ledger accepts nothing: {snapshot.broken}</p>}
      <p class="position">Ledger position {snapshot.position}</p>
      {snapshot.endpoints.map((e) => <EndpointPanel key={e.endpoint} endpoint={e} history={props.history} />)}
      <Incidents incidents={snapshot.incidents} />
    </>
  );
}

const host = document.getElementById('live');
if (host !== null) {
  host.replaceChildren();
  render(<Live history={new History()} />, host);
}
