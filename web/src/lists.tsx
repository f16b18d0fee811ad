// What people are told in words: alerts and incidents.
import type { Alert, Incident } from './snapshot';
import { clock } from './words';

/** A playbook may be any text; only a web address becomes a link. */
function Playbook(props: { playbook: string | null }) {
  if (props.playbook === null) {
    return <>none</>;
  }
  return /^https?:\/\//.test(props.playbook) ? (
    <a href={props.playbook} rel="noopener noreferrer">{props.playbook}</a>
  ) : (
    <>{props.playbook}</>
  );
}

export function Alerts(props: { alerts: Alert[] }) {
  return (
    <section id="alerts">
      <h2>Alerts</h2>
      {props.alerts.length === 0 && <p class="quiet">None since the server started.</p>}
      <ul class="notes">
        {props.alerts.map((a) => (
          <li key={a.position} class={`severity-${a.severity}`}>
            <time dateTime={a.time}>{clock(a.time)}</time> <b class="severity">{a.severity}</b> {a.endpoint}: {a.message}
            <small>
              {a.from} → {a.to} · owner {a.owner} · {a.incident} · playbook <Playbook playbook={a.playbook} />
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
            <time dateTime={i.opened}>{clock(i.opened)}</time> <b>{i.id}</b> {i.endpoint}: {i.summary}
            <small>
              {i.from} → {i.to} · owner {i.owner}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
