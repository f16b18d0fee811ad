// The live page's island: follows the server's event stream and redraws. The page is readable without it.
import 'uplot/dist/uPlot.min.css';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { EndpointPanel } from './endpoint';
import { firstSnapshot, follow } from './feed';
import { History } from './history';
import { Alerts, Incidents } from './lists';
import type { Snapshot } from './snapshot';
import { clock } from './words';

function Live(props: { first: Snapshot; history: History }) {
  const [snapshot, setSnapshot] = useState(props.first);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    // The stream begins with minutes of the past, one by one: drawn once, not six hundred times.
    let waiting: Snapshot | null = null;
    return follow((next) => {
      props.history.add(next);
      if (waiting === null) {
        setTimeout(() => {
          setSnapshot((before) => waiting ?? before);
          waiting = null;
        });
      }
      waiting = next;
    }, setLost);
  }, []);
  return (
    <>
      {lost && <p class="warning lost" role="status">The connection is lost; trying again. What you see is from {clock(snapshot.time)}.</p>}
      {snapshot.broken !== null && <p class="warning" role="alert">The ledger accepts nothing: {snapshot.broken}</p>}
      <p class="position">
        Ledger position {snapshot.position} at <time dateTime={snapshot.time}>{clock(snapshot.time)}</time>
      </p>
      {snapshot.endpoints.length === 0 && (
        <p class="quiet">
          No endpoint is declared yet: <code>backstay apply -f FILE</code>.
        </p>
      )}
      {snapshot.endpoints.map((e) => <EndpointPanel key={e.endpoint} endpoint={e} seen={props.history.of(e.endpoint)} />)}
      <Alerts alerts={snapshot.alerts} />
      <Incidents incidents={snapshot.incidents} />
    </>
  );
}

const host = document.getElementById('live');
const first = firstSnapshot();
if (host !== null && first !== null) {
  host.replaceChildren();
  render(<Live first={first} history={new History()} />, host);
  host.dataset['island'] = 'drawn';
}
