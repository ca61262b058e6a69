import type { UptimeOfAll, UptimeWindow } from '../../../src/contracts/history.ts';
import type { Fault, Reason } from '../../../src/contracts/status.ts';
import { duration } from './relative-time.ts';
import { reasonWords } from './status.ts';

/** "99.98 %", always with two digits so that columns align, three above 99.99. Never rounded up: what was not perfect never reads 100 %. */
export function percentText(ratio: number): string {
  if (ratio >= 1) return '100 %';
  if (ratio <= 0) return '0 %';
  const digits = ratio >= 0.9999 ? 3 : 2;
  const scale = 10 ** digits;
  // The tiny amount mends what binary fractions take away from a ratio such as 0.9998.
  const percent = Math.floor(ratio * 100 * scale + 1e-6) / scale;
  return `${percent.toFixed(digits)} %`;
}

/** A measured share from which on it counts as all of it. */
const FULL = 0.999;

/** "fully measured", "92 % measured", "not measured". */
export function coverageWords(coverage: number): string {
  if (coverage >= FULL) return 'fully measured';
  if (coverage <= 0) return 'not measured';
  return `${coverageText(coverage)} measured`;
}

/** "92 %", never 0 or 100 for what is neither. */
export function coverageText(coverage: number): string {
  if (coverage <= 0) return '0 %';
  if (coverage >= 1) return '100 %';
  return `${Math.min(99.9, Math.max(0.1, Math.floor(coverage * 1_000) / 10))} %`;
}

export function isFullyMeasured(coverage: number): boolean {
  return coverage >= FULL;
}

interface Times {
  readonly healthy_ms: number;
  readonly degraded_ms: number;
  readonly unhealthy_ms: number;
  readonly unmeasured_ms: number;
}

/** "2 % not measured" when it is worth a word, else null. */
export function unmeasuredShareWords({ healthy_ms, degraded_ms, unhealthy_ms, unmeasured_ms }: Times) {
  const totalMs = healthy_ms + degraded_ms + unhealthy_ms + unmeasured_ms;
  if (totalMs === 0 || unmeasured_ms / totalMs < 0.001) return null;
  return `${coverageText(unmeasured_ms / totalMs)} not measured`;
}

/** Good and bad time of a window. Degraded counts as good. */
export function goodMs({ healthy_ms, degraded_ms }: Pick<Times, 'healthy_ms' | 'degraded_ms'>): number {
  return healthy_ms + degraded_ms;
}

const WINDOW_NAMES: Readonly<Record<string, string>> = {
  '1h': '1 hour',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '365d': '1 year',
};

/** "30 days" for `30d`; anything else as it is. */
export function windowName(window: string): string {
  return Object.hasOwn(WINDOW_NAMES, window) ? (WINDOW_NAMES[window] ?? window) : window;
}

/** Why a stretch of time is not measured, in a few words. */
export function unmeasuredWords(reason: Reason | null, fault: Fault | null): string {
  if (reason === null) return 'nobody looked';
  if (fault === 'internal') return 'Kora failed to look';
  if (reason === 'network_unreachable') return 'no network here';
  if (fault === 'network' || fault === 'dns') return `network here: ${reasonWords(reason)}`;
  return reasonWords(reason);
}

/** Shorter than this it is rounding, not a time before the first look. */
const LEAST_BEFORE_MS = 60_000;

/** How much of a window was before the first look ever: no gap, there was just nothing yet. */
export function beforeFirstLookMs(window: Times & { readonly coverage_ratio: number }): number {
  const measuredMs = goodMs(window) + window.unhealthy_ms;
  if (measuredMs === 0 || window.coverage_ratio <= 0) return 0;
  const totalMs = measuredMs + window.unmeasured_ms;
  const beforeMs = Math.round(totalMs - measuredMs / window.coverage_ratio);
  return beforeMs < LEAST_BEFORE_MS ? 0 : beforeMs;
}

const MOST_REASONS = 2;

/** "nobody looked 3 h", "no network here 24 min", and what was before the first look. Empty when all was measured. */
export function whyUnmeasured(
  window: Omit<UptimeWindow, 'window' | 'from' | 'to' | 'uptime_ratio'>,
): readonly string[] {
  const beforeMs = beforeFirstLookMs(window);
  const reasons = window.unmeasured
    .map(({ reason, fault, ms }) => ({
      words: unmeasuredWords(reason, fault),
      // The time before the first look is told apart: nobody could have looked.
      ms: reason === null ? Math.max(0, ms - beforeMs) : ms,
    }))
    .filter(({ ms }) => ms >= 1_000)
    .sort((a, b) => b.ms - a.ms);
  const shown = reasons.slice(0, MOST_REASONS).map(({ words, ms }) => `${words} ${duration(ms)}`);
  const restMs = reasons.slice(MOST_REASONS).reduce((sum, { ms }) => sum + ms, 0);
  if (restMs > 0) shown.push(`other reasons ${duration(restMs)}`);
  if (beforeMs > 0) shown.push(`${duration(beforeMs)} were before the first look`);
  return shown;
}

export interface JointUptime {
  readonly ratio: number;
  readonly coverage: number;
  /** How long the longest history is: less than the window while Kora is young. */
  readonly historyMs: number;
}

/** One window over all monitors: their times added up. Null when nothing was measured at all. */
export function jointUptime(all: UptimeOfAll, window: string): JointUptime | null {
  let good = 0;
  let bad = 0;
  let history = 0;
  let longest = 0;
  for (const { windows } of all.monitors) {
    const found = windows.find((candidate) => candidate.window === window);
    if (found === undefined || found.uptime_ratio === null || found.coverage_ratio <= 0) continue;
    const measured = goodMs(found) + found.unhealthy_ms;
    const span = measured / found.coverage_ratio;
    good += goodMs(found);
    bad += found.unhealthy_ms;
    history += span;
    longest = Math.max(longest, span);
  }
  if (good + bad === 0) return null;
  return { ratio: good / (good + bad), coverage: (good + bad) / history, historyMs: longest };
}

const DAY_MS = 86_400_000;
/** A share of a few minutes says nothing yet. */
const LEAST_HISTORY_MS = 600_000;

/** "99.98 % over 30 days, fully measured." for the headline's small line; null when there is nothing to say. */
export function uptimeSentence(all: UptimeOfAll | undefined): string | null {
  const joint = all === undefined ? null : jointUptime(all, '30d');
  if (joint === null || joint.historyMs < LEAST_HISTORY_MS) return null;
  const days = joint.historyMs / DAY_MS;
  const span = days >= 29 ? '30 days' : days >= 2 ? `${Math.floor(days)} days` : duration(joint.historyMs);
  return `${percentText(joint.ratio)} over ${span}, ${coverageWords(joint.coverage)}.`;
}
