// Follows the server's snapshots, begins with the one inside the page, and says when it has lost touch.
import type { Snapshot } from './snapshot';

const SilenceMs = 5_000;
const RetryMs = 1_000;

/** The snapshot that the server put into the page, so that nobody waits for the stream to see the truth. */
export function firstSnapshot(): Snapshot | null {
  const text = document.getElementById('first')?.textContent;
  return text ? (JSON.parse(text) as Snapshot) : null;
}

/**
 * Calls `take` for each snapshot and `touch` with whether the server is out of reach. Returns how to stop. Tries again by
 * itself: a browser gives up for good on an answer that is no stream, and hears nothing of a cable that was pulled.
 */
export function follow(take: (snapshot: Snapshot) => void, touch: (lost: boolean) => void): () => void {
  let events: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout>;

  const lose = (): void => {
    touch(true);
    events?.close();
    clearTimeout(timer);
    timer = setTimeout(open, RetryMs);
  };
  const expect = (): void => {
    clearTimeout(timer);
    timer = setTimeout(lose, SilenceMs);
  };
  const open = (): void => {
    events = new EventSource('/live/events');
    events.onmessage = (event) => {
      expect();
      touch(false);
      take(JSON.parse(event.data as string) as Snapshot);
    };
    events.onerror = lose;
    expect();
  };

  open();
  return () => {
    clearTimeout(timer);
    events?.close();
  };
}
