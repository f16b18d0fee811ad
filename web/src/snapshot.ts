// The wire form of the server's LiveSnapshot (src/Backstay.Client/Live/LiveSnapshot.cs).

export interface Guard {
  guard: string;
  metric: string;
  comparison: string;
  estimate: number | null;
  low: number;
  high: number;
  bound: number;
  canaryUnits: number;
  controlUnits: number;
  evidence: number;
  threshold: number;
  verdict: 'pass' | 'breach' | 'inconclusive' | 'not-enough-data';
  watching: boolean;
}

export interface ReleaseTraffic {
  release: string;
  role: 'current' | 'canary' | 'shadow' | 'standby' | 'earlier';
  requests: number;
  errors: number;
  p50Ms: number | null;
  p99Ms: number | null;
}

export interface Mark {
  position: number;
  time: string;
  what: string;
  weight: number;
  detail: string | null;
}

export interface Rollout {
  rollout: string;
  from: string;
  to: string;
  status: string;
  step: number;
  steps: number;
  stepKind: string;
  weight: number;
  secondsInStep: number;
  minSeconds: number;
  minUnits: number;
  canaryUnits: number;
  controlUnits: number;
  incomplete: boolean;
  waiting: string | null;
  escaped: boolean;
  guards: Guard[];
  marks: Mark[];
}

export interface Endpoint {
  endpoint: string;
  stage: string;
  owner: string;
  current: string | null;
  releases: ReleaseTraffic[];
  rollout: Rollout | null;
}

export interface Incident {
  id: string;
  endpoint: string;
  kind: string;
  opened: string;
  summary: string;
  from: string;
  to: string;
  owner: string;
}

export interface Alert {
  severity: 'warning' | 'critical';
  message: string;
  endpoint: string;
  rollout: string;
  from: string;
  to: string;
  owner: string;
  playbook: string | null;
  incident: string;
  position: number;
  time: string;
}

export interface Snapshot {
  time: string;
  position: number;
  broken: string | null;
  endpoints: Endpoint[];
  incidents: Incident[];
  alerts: Alert[];
}
