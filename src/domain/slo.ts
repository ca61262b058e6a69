/** Time by what was seen, in milliseconds; of a group, the sum over its monitors. */
export interface TimeTally {
  readonly healthyMs: number;
  readonly degradedMs: number;
  readonly unhealthyMs: number;
  readonly unmeasuredMs: number;
}

export type BadStatus = 'unhealthy' | 'degraded';

export interface Objective {
  /** Above 0, up to 1: 0.999 for 99.9 %. */
  readonly objective: number;
  /** What counts as bad. */
  readonly bad: readonly BadStatus[];
}

/** The windows that burn rates are told of. */
export const BURN_WINDOWS = ['5m', '1h', '6h', '3d'] as const;
export type BurnWindow = (typeof BURN_WINDOWS)[number];

/** The short window shows that it is still so, the long one that it matters. */
const BURN_PAIRS = [
  { short: '5m', long: '1h', threshold: 14.4 },
  { short: '6h', long: '3d', threshold: 1 },
] as const;

export interface Burn {
  readonly short: BurnWindow;
  readonly long: BurnWindow;
  /** Burning when both rates are at least this. */
  readonly threshold: number;
  /** 1 spends the budget exactly over the window of the objective; null when nothing was measured. */
  readonly shortRate: number | null;
  readonly longRate: number | null;
  readonly burning: boolean;
}

export interface SloReport {
  readonly goodMs: number;
  readonly badMs: number;
  readonly unmeasuredMs: number;
  /** Good time by measured time; null when nothing was measured. */
  readonly ratio: number | null;
  /** The bad time that the objective allows within the measured time; whole milliseconds. */
  readonly budgetMs: number;
  /** 1 untouched, 0 used up, below 0 overspent; null when nothing was measured. */
  readonly budgetLeftRatio: number | null;
  readonly burn: readonly Burn[];
}

/** What has become of an objective in its window. What was not measured counts neither way. */
export function reportSlo(
  objective: Objective,
  tally: TimeTally,
  burnTallies: Readonly<Record<BurnWindow, TimeTally>>,
): SloReport {
  const { goodMs, badMs, budgetMs, rate } = spend(objective, tally);
  const measuredMs = goodMs + badMs;
  return {
    goodMs,
    badMs,
    unmeasuredMs: tally.unmeasuredMs,
    ratio: measuredMs > 0 ? goodMs / measuredMs : null,
    budgetMs: Math.round(budgetMs),
    budgetLeftRatio: rate === null ? null : 1 - rate,
    burn: BURN_PAIRS.map(({ short, long, threshold }) => {
      const shortRate = spend(objective, burnTallies[short]).rate;
      const longRate = spend(objective, burnTallies[long]).rate;
      const burning = isAtLeast(shortRate, threshold) && isAtLeast(longRate, threshold);
      return { short, long, threshold, shortRate, longRate, burning };
    }),
  };
}

interface Spending {
  readonly goodMs: number;
  readonly badMs: number;
  readonly budgetMs: number;
  /** Bad time by the budget of the same window; null when nothing was measured. */
  readonly rate: number | null;
}

function spend({ objective, bad }: Objective, tally: TimeTally): Spending {
  const { healthyMs, degradedMs, unhealthyMs } = tally;
  const measuredMs = healthyMs + degradedMs + unhealthyMs;
  const badMs = (bad.includes('unhealthy') ? unhealthyMs : 0) + (bad.includes('degraded') ? degradedMs : 0);
  const budgetMs = measuredMs * rounded(1 - objective);
  // An objective of 100 % has no budget; one millisecond stands for it, so that every rate is a number.
  const rate = measuredMs > 0 ? rounded(badMs / (budgetMs > 0 ? budgetMs : 1)) : null;
  return { goodMs: measuredMs - badMs, badMs, budgetMs, rate };
}

function isAtLeast(rate: number | null, threshold: number): boolean {
  return rate !== null && rate >= threshold;
}

// 1 − 0.999 is a little more than 0.001 in binary; a rate right at a threshold must still reach it.
function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
