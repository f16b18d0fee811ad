// Figures and words for people.
import type { Guard, Rollout } from './snapshot';

const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat('en');

/** A ratio that the evidence does not bound yet is written as a million (docs/reference/statistics.md). */
export const isBounded = (value: number): boolean => Math.abs(value) < 1_000_000;

export const show = (value: number | null): string =>
  value === null ? '–' : isBounded(value) ? number.format(value) : value < 0 ? '−∞' : '∞';
export const evidence = (value: number): string => (value >= 1e6 ? value.toExponential(1) : number.format(value));
export const count = (value: number): string => whole.format(value);
export const ms = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} ms`);
export const percent = (basisPoints: number): string => `${number.format(basisPoints / 100)} %`;
export const clock = (time: string): string => new Date(time).toLocaleTimeString([], { hour12: false });

const Comparisons: Record<string, string> = {
  control: 'against the control',
  limit: 'hard limit',
  'control-limit': 'control’s own hard limit',
  paired: 'same requests, paired',
};
export const comparison = (guard: Guard): string => Comparisons[guard.comparison] ?? guard.comparison;

const Verdicts: Record<Guard['verdict'], string> = {
  pass: '✓ proven',
  breach: '✗ breach',
  inconclusive: '… watching',
  'not-enough-data': '· no data yet',
};
export const verdict = (guard: Guard): string => (guard.watching ? Verdicts[guard.verdict] : 'off in this step');

export function standing(rollout: Rollout): string {
  const step = `step ${rollout.step + 1} of ${rollout.steps} (${rollout.stepKind}, ${percent(rollout.weight)})`;
  if (rollout.status !== 'running') {
    return `${rollout.status}, ${step}`;
  }
  const least = rollout.minSeconds > 0 ? `, ${Math.round(rollout.secondsInStep)} s of at least ${rollout.minSeconds} s` : '';
  return `running, ${step}${least}; units ${count(rollout.canaryUnits)} canary, ${count(rollout.controlUnits)} control of at least ${count(rollout.minUnits)}`;
}
