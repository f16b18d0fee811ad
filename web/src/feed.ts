// Follows the server's snapshots, and says when it has lost touch.
import type { Snapshot } from './snapshot';

const SilenceMs = 5_000;
const CheckMs = 1_000;

export interface Listener {
  /** How it stood in the latest minutes: comes first, one by one. */
  past(snapshot: Snapshot): void;
  present(snapshot: Snapshot): void;
  lost(): void;
}

export function follow(listener: Listener): void {
  let heard = performance.now();
  let events: EventSource;
  const read = (event: Event): Snapshot => {
    heard = performance.now();
    return JSON.parse((event as MessageEvent<string>).data) as Snapshot;
  };
  const open = (): void => {
    heard = performance.now();
    events = new EventSource('/live/events');
    events.addEventListener('past', (event) => listener.past(read(event)));
    events.addEventListener('message', (event) => listener.present(read(event)));
    events.addEventListener('error', () => listener.lost());
  };
  open();
  // A browser gives up for good on an answer that is no stream, and hears nothing of a cable that was pulled.
  setInterval(() => {
    if (events.readyState === EventSource.CLOSED || performance.now() - heard > SilenceMs) {
      listener.lost();
      events.close();
      open();
    }
  }, CheckMs);
}
