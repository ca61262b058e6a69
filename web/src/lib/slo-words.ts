import type { BurnRate, Slo } from '../../../src/contracts/slos.ts';
import { duration } from './relative-time.ts';
import { windowName } from './uptime.ts';

/** "99.9 % over 30 days". */
export function objectiveWords({ objective, window }: Pick<Slo, 'objective' | 'window'>): string {
  return `${Number((objective * 100).toFixed(4))} % over ${windowName(window)}`;
}

/** What is left of the error budget, and the share for its bar; the share is 0 when it is overspent. */
export function budgetWords({ budget_ms, bad_ms, budget_left_ratio }: Slo): {
  readonly text: string;
  readonly note: string;
  readonly share: number;
} {
  if (budget_left_ratio === null) return { text: 'Nothing measured yet', note: '', share: 0 };
  if (budget_left_ratio < 0) {
    return {
      text: `Overspent by ${duration(bad_ms - budget_ms)}`,
      note: `${duration(bad_ms)} bad of ${duration(budget_ms)} allowed`,
      share: 0,
    };
  }
  const percent = budget_left_ratio >= 1 ? 100 : Math.floor(budget_left_ratio * 100);
  return {
    text: percent === 0 ? 'The budget is used up' : `${percent} % of the budget left`,
    note: `${duration(bad_ms)} bad of ${duration(budget_ms)} allowed`,
    share: Math.min(1, budget_left_ratio),
  };
}

/** "0.4×": 1× spends the budget exactly over its window. */
export function rateText(rate: number | null): string {
  if (rate === null) return '–';
  return `${rate < 100 ? Number(rate.toFixed(1)) : Math.round(rate).toLocaleString('en')}×`;
}

/** "burning" or "calm", of one pair of windows. */
export function burnWords({ burning, short_rate, long_rate }: BurnRate): string {
  if (burning) return 'burning';
  return short_rate === null || long_rate === null ? 'not measured' : 'calm';
}
