// What people were told, and what went wrong: the twin of src/Backstay.Server/Live/NoticeSections.razor.
import type { Alert, Incident } from './snapshot';
import { moment } from './words';

export function Alerts(props: { alerts: Alert[] }) {
  return (
    <section id="alerts">
      <h2>Alerts</h2>
      {props.alerts.length === 0 && <p class="quiet">None since the server started.</p>}
      <ul class="notes">
        {props.alerts.map((a) => (
          <li key={a.position} class={`severity-${a.severity}`}>
            <time>{moment(a.time)}</time> <b class="chip">{a.severity}</b> {a.endpoint}: {a.message}{' '}
            <small>
              {a.from} → {a.to} · owner {a.owner} · {a.incident}
              {a.playbook !== null && (
                <>
                  {' · '}
                  <a href={a.playbook} rel="noopener noreferrer">playbook</a>
                </>
              )}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Incidents(props: { incidents: Incident[] }) {
  return (
    <section id="incidents">
      <h2>Incidents</h2>
      {props.incidents.length === 0 && <p class="quiet">None.</p>}
      <ul class="notes">
        {props.incidents.map((i) => (
          <li key={i.id}>
            <time>{moment(i.opened)}</time> <b>{i.id}</b> {i.endpoint}: {i.summary}{' '}
            <small>
              {i.from} → {i.to} · owner {i.owner} · <code>backstay incident show {i.id}</code>
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
