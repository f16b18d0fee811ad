// What is known of the latest minutes: bounded series, one point a snapshot.
import type { Endpoint, Guard, Mark, Rollout, Snapshot } from './snapshot';
import { isBounded, isOver } from './words';

const MaxPoints = 1_200;
// A share is drawn over the latest few seconds, or fewer where requests are many: a switch must look like one.
const MaxWindow = 5;
const EnoughRequests = 60;

export interface TrafficPoint {
  at: number;
  /** In percent, by release. */
  share: Map<string, number>;
}

export interface GuardPoint {
  at: number;
  low: number;
  /** Null while nothing bounds it. */
  high: number | null;
  estimate: number | null;
  bound: number;
}

interface Counted {
  at: number;
  total: number;
  by: Map<string, number>;
}

export class EndpointHistory {
  readonly traffic: TrafficPoint[] = [];
  /** In the order in which they came: a release keeps its colour. */
  readonly releases: string[] = [];
  /** Of this rollout and earlier ones. */
  marks: Mark[] = [];
  guards = new Map<string, GuardPoint[]>();
  /** Requests a second, lately. */
  rate = 0;
  private counted: Counted[] = [];
  private rollout: string | null = null;

  add(at: number, endpoint: Endpoint): void {
    const marks = this.marks.length;
    if (endpoint.rollout !== null) {
      this.addRollout(at, endpoint.rollout);
    }
    // No share is drawn over what came before a step or a rollback.
    if (this.marks.length > marks) {
      this.counted = [];
    }
    this.addTraffic(at, endpoint);
  }

  private addRollout(at: number, rollout: Rollout): void {
    if (rollout.rollout !== this.rollout) {
      this.rollout = rollout.rollout;
      this.guards = new Map();
    }
    const known = new Set(this.marks.map(idOf));
    this.marks.push(...rollout.marks.filter((mark) => !known.has(idOf(mark))));
    for (const guard of rollout.guards) {
      const points = this.guards.get(keyOf(guard)) ?? [];
      this.guards.set(keyOf(guard), points);
      const [last, next] = [points[points.length - 1], pointOf(at, guard)];
      // The evidence of a rollout that has ended stands still.
      if (!isOver(rollout) || last?.low !== next.low || last.high !== next.high) {
        points.push(next);
        trim(points);
      }
    }
  }

  private addTraffic(at: number, endpoint: Endpoint): void {
    const users = endpoint.releases.filter((r) => r.role !== 'shadow');
    for (const { release } of users) {
      if (!this.releases.includes(release)) {
        this.releases.push(release);
      }
    }
    const by = new Map(users.map((r) => [r.release, r.requests]));
    const now = { at, total: users.reduce((sum, r) => sum + r.requests, 0), by };
    // A server that was started again counts from nothing.
    if ((this.counted[this.counted.length - 1]?.total ?? 0) > now.total) {
      this.counted = [];
    }
    const from = this.counted.findLast((c) => now.total - c.total >= EnoughRequests) ?? this.counted[0];
    this.counted = [...this.counted.filter((c) => c.at > at - MaxWindow), now];
    this.rate = from === undefined ? 0 : (now.total - from.total) / (at - from.at);
    if (from !== undefined && now.total > from.total) {
      const share = [...by].map(([release, n]): [string, number] => [release, (100 * (n - (from.by.get(release) ?? 0))) / (now.total - from.total)]);
      this.traffic.push({ at, share: new Map(share) });
      trim(this.traffic);
    }
  }
}

/** The split that a rollout's marks in the ledger tell of: for a page that has seen no traffic itself. */
export function plannedSplit(rollout: Rollout): TrafficPoint[] {
  const points: TrafficPoint[] = [];
  let before = 0;
  for (const mark of rollout.marks) {
    const at = Date.parse(mark.time) / 1_000;
    for (const weight of [before, mark.weight]) {
      points.push({ at, share: new Map([[rollout.from, 100 - weight / 100], [rollout.to, weight / 100]]) });
    }
    before = mark.weight;
  }
  return points;
}

export const keyOf = (guard: Guard): string => `${guard.guard} against ${guard.comparison}`;

const idOf = (mark: Mark): string => `${mark.position} ${mark.what}`;

const pointOf = (at: number, g: Guard): GuardPoint => ({
  at,
  low: g.low,
  high: isBounded(g, g.high) ? g.high : null,
  estimate: g.estimate !== null && isBounded(g, g.estimate) ? g.estimate : null,
  bound: g.bound,
});

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
