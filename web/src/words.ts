// How the page words what it shows: the twin of src/Backstay.Server/Live/LiveWords.cs. A test reads both pages.
import type { Endpoint, Guard, Mark, ReleaseTraffic, Rollout } from './snapshot';

/** Ratios beyond this are not told apart: it stands for "no bound" (docs/reference/statistics.md). */
const RatioCeiling = 1e6;

const whole = new Intl.NumberFormat('en');

export const clock = (time: string): string => new Date(time).toISOString().slice(11, 19);
export const moment = (time: string): string => `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}Z`;
export const count = (value: number): string => whole.format(value);
export const ms = (value: number | null): string => (value === null ? '-' : `${value.toFixed(1)} ms`);
export const percent = (basisPoints: number): string => `${Number((basisPoints / 100).toFixed(2))} %`;
export const spaced = (word: string): string => word.replaceAll('-', ' ');

export function number(value: number | null): string {
  if (value === null) {
    return '-';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) {
    return value.toExponential(1);
  }
  return size >= 1_000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}

const isRatio = (g: Guard): boolean =>
  (g.comparison === 'control' || g.comparison === 'paired') && ['error-rate', 'slow-share', 'disagreement'].includes(g.metric);

/** Whether the evidence bounds it: a ratio may have no upper end yet. */
export const isBounded = (g: Guard, value: number): boolean => !isRatio(g) || value < RatioCeiling;

export function interval(g: Guard): string {
  if (isBounded(g, g.high)) {
    return `${number(g.low)} to ${number(g.high)}`;
  }
  return g.low > 0 ? `at least ${number(g.low)}` : 'no bound yet';
}

export const estimate = (g: Guard): string =>
  g.estimate !== null && !isBounded(g, g.estimate) ? 'unbounded' : number(g.estimate);

export const verdict = (g: Guard): string => (g.watching ? spaced(g.verdict) : 'not watching');
export const verdictClass = (g: Guard): string => (g.watching ? `verdict-${g.verdict}` : 'off');

/** What the numbers of a guard's plot are. */
export function unitOf(g: Guard): string {
  const what = spaced(g.metric);
  if (isRatio(g)) {
    return g.comparison === 'paired' ? `${what}, new ÷ served answers` : `${what}, new ÷ control`;
  }
  return g.comparison === 'control' || g.comparison === 'paired' ? `${what}, new − control` : `${what} of the new release`;
}

export const isOver = (r: Rollout): boolean => r.status !== 'running' && r.status !== 'paused';

export function standing(r: Rollout): string {
  const share = isOver(r) || r.weight === 0 ? '' : ` ${percent(r.weight)}`;
  return `step ${r.step + 1} of ${r.steps}, ${r.stepKind}${share}`;
}

export function demands(r: Rollout): string {
  const time = r.minSeconds > 0 ? `${Math.floor(r.secondsInStep)} of at least ${r.minSeconds} s, ` : '';
  return `${time}at least ${count(r.minUnits)} units per arm: canary ${count(r.canaryUnits)}, control ${count(r.controlUnits)}`;
}

export function share(e: Endpoint, release: ReleaseTraffic): string {
  const canary = e.rollout !== null && !e.rollout.escaped && !isOver(e.rollout) ? e.rollout.weight : 0;
  switch (release.role) {
    case 'shadow':
      return 'copies';
    case 'canary':
      return percent(canary);
    case 'current':
      return percent(10_000 - canary);
    default:
      return percent(0);
  }
}

export function mark(m: Mark): string {
  const weight = (m.what === 'start' || m.what === 'step') && m.weight > 0 ? ` ${percent(m.weight)}` : '';
  return m.detail === null ? m.what : `${m.what}: ${m.detail}${weight}`;
}
