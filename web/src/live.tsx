// The live page's island: follows the server's event stream and redraws. The page is readable without it, and what the
// server drew stands until there is something newer.
import 'uplot/dist/uPlot.min.css';
import { render } from 'preact';
import { EndpointSection } from './endpoint';
import { follow } from './feed';
import { History } from './history';
import { Alerts, Incidents } from './notices';
import type { Snapshot } from './snapshot';
import { count, moment } from './words';

function Live(props: { snapshot: Snapshot; history: History }) {
  const { snapshot, history } = props;
  return (
    <>
      {snapshot.broken !== null && <p class="warning" role="alert">The ledger accepts nothing: {snapshot.broken}</p>}
      {snapshot.endpoints.length === 0 && (
        <p class="quiet">
          No endpoint is declared yet: <code>backstay apply -f FILE</code>.
        </p>
      )}
      {snapshot.endpoints.map((e) => <EndpointSection key={e.endpoint} endpoint={e} seen={history.of(e.endpoint)} />)}
      <Alerts alerts={snapshot.alerts} />
      <Incidents incidents={snapshot.incidents} />
      <p class="quiet position">Ledger position {count(snapshot.position)}. All times are UTC.</p>
    </>
  );
}

/** Says whether what stands below is the present. Written only when it changes: screen readers read it out. */
function connection(element: HTMLElement): (lost: boolean, time: string) => void {
  let state = '';
  let latest = element.dataset['time'] ?? '';
  return (lost, time) => {
    latest = time || latest;
    const next = lost ? 'lost' : 'live';
    if (next !== state) {
      element.dataset['state'] = state = next;
      element.className = lost ? 'warning lost' : '';
      element.textContent = lost ? `The connection is lost; trying again. What you see is as of ${latest}.` : 'live';
    }
  };
}

const host = document.getElementById('live');
const status = document.getElementById('connection');
if (host !== null && status !== null) {
  const history = new History();
  const tell = connection(status);
  follow({
    past: (snapshot) => history.add(snapshot),
    present: (snapshot) => {
      history.add(snapshot);
      tell(false, moment(snapshot.time));
      if (host.dataset['island'] === undefined) {
        host.dataset['island'] = 'drawn';
        host.replaceChildren();
      }
      render(<Live snapshot={snapshot} history={history} />, host);
    },
    lost: () => tell(true, ''),
  });
}
