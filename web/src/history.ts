// What the page has seen since it was opened: bounded series, one point a snapshot.
import type { Endpoint, Guard, Rollout, Snapshot } from './snapshot';

const MaxPoints = 1_200;

export interface TrafficPoint {
  at: number;
  share: Map<string, number>;
  rate: number;
}

export interface GuardPoint {
  at: number;
  low: number;
  high: number;
  estimate: number | null;
  bound: number;
}

export class EndpointHistory {
  readonly traffic: TrafficPoint[] = [];
  readonly guards = new Map<string, GuardPoint[]>();
  private counts = new Map<string, number>();
  private countedAt = 0;
  private rollout: string | null = null;

  add(at: number, endpoint: Endpoint): void {
    if (endpoint.rollout !== null && endpoint.rollout.rollout !== this.rollout) {
      this.rollout = endpoint.rollout.rollout;
      this.guards.clear();
    }
    this.addTraffic(at, endpoint);
    for (const guard of endpoint.rollout?.guards ?? []) {
      this.addGuard(at, guard);
    }
  }

  private addTraffic(at: number, endpoint: Endpoint): void {
    const now = new Map(endpoint.releases.filter((r) => r.role !== 'shadow').map((r) => [r.release, r.requests]));
    const elapsed = at - this.countedAt;
    if (this.countedAt > 0 && elapsed > 0) {
      const delta = new Map([...now].map(([release, count]) => [release, Math.max(0, count - (this.counts.get(release) ?? 0))]));
      const total = [...delta.values()].reduce((sum, count) => sum + count, 0);
      if (total > 0) {
        this.traffic.push({
          at,
          rate: total / elapsed,
          share: new Map([...delta].map(([release, count]) => [release, (100 * count) / total])),
        });
        trim(this.traffic);
      }
    }
    this.counts = now;
    this.countedAt = at;
  }

  private addGuard(at: number, guard: Guard): void {
    const key = keyOf(guard);
    const points = this.guards.get(key) ?? [];
    this.guards.set(key, points);
    points.push({ at, low: guard.low, high: guard.high, estimate: guard.estimate, bound: guard.bound });
    trim(points);
  }
}

/** The split that a rollout's marks in the ledger tell of: for a page that has seen no traffic itself. */
export function plannedSplit(rollout: Rollout): TrafficPoint[] {
  const points: TrafficPoint[] = [];
  let before = 0;
  for (const mark of rollout.marks) {
    const at = Date.parse(mark.time) / 1_000;
    for (const weight of [before, mark.weight]) {
      points.push({ at, rate: 0, share: new Map([[rollout.from, 100 - weight / 100], [rollout.to, weight / 100]]) });
    }
    before = mark.weight;
  }
  return points;
}

export const keyOf = (guard: Guard): string => `${guard.guard} (${guard.comparison})`;

export class History {
  private readonly endpoints = new Map<string, EndpointHistory>();
  private latest = 0;

  // The server begins with its latest minutes, also after a broken connection: what is known already is passed over.
  add(snapshot: Snapshot): void {
    const at = Date.parse(snapshot.time) / 1_000;
    if (at <= this.latest) {
      return;
    }
    this.latest = at;
    for (const endpoint of snapshot.endpoints) {
      this.of(endpoint.endpoint).add(at, endpoint);
    }
  }

  of(endpoint: string): EndpointHistory {
    const found = this.endpoints.get(endpoint) ?? new EndpointHistory();
    this.endpoints.set(endpoint, found);
    return found;
  }
}

function trim(points: unknown[]): void {
  if (points.length > MaxPoints) {
    points.splice(0, points.length - MaxPoints);
  }
}
