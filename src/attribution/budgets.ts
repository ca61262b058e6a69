import type { Budget } from '../contracts/providers.ts';
import type { Clock } from '../lib/time.ts';
import type { Meter } from '../probes/meter.ts';
import { type BudgetAccount, createBudgetAccount } from './budget-account.ts';
import { describeBudget } from './describe-budget.ts';
import { type Books, type BudgetedMonitor, MonitorMeter } from './monitor-meter.ts';

export interface BudgetsParts {
  readonly clock: Clock;
  /** How much of a quota looking may use: 0.05 for 5 %. */
  readonly share: number;
  readonly monitors: readonly BudgetedMonitor[];
}

/** Keeps looking within its share of every quota. Monitors that look with one credential at one origin share a budget. */
export interface Budgets {
  /** Null for a name that is not configured. */
  meterOf(name: string): Meter | null;
  /** How long, from now on, the monitor is not to be looked at; 0 when it may be. */
  heldMs(name: string): number;
  /** To be asked after a look: how long, from now on, there is to be no other, so that the next on the interval is the one that the budget allows. */
  pauseMs(name: string): number;
  /** How long after a look the next one begins at the latest. */
  nextWithinMs(name: string): number;
  /** Null for a name that is not configured. */
  describe(name: string): Budget | null;
}

export function createBudgets({ clock, share, monitors }: BudgetsParts): Budgets {
  // By origin and credential; never shown, stored or logged.
  const accounts = new Map<string, BudgetAccount>();
  const books: Books = {
    clock,
    find: (key) => accounts.get(key) ?? null,
    open(key, documented, isDocumentedHere) {
      const account = createBudgetAccount({ clock, share, documented, isDocumentedHere });
      accounts.set(key, account);
      return account;
    },
    isEmpty: () => accounts.size === 0,
  };
  const meters = new Map(monitors.map((monitor) => [monitor.name, new MonitorMeter(monitor, books)]));

  return {
    meterOf: (name) => meters.get(name) ?? null,
    heldMs: (name) => meters.get(name)?.heldMs() ?? 0,
    pauseMs: (name) => meters.get(name)?.pauseMs() ?? 0,
    nextWithinMs: (name) => meters.get(name)?.nextWithinMs() ?? 0,
    describe(name) {
      const meter = meters.get(name);
      if (meter === undefined) return null;
      return describeBudget({
        name,
        share,
        intervalMs: meter.monitor.intervalMs,
        keptIntervalMs: meter.keptIntervalMs(),
        account: meter.account()?.summary() ?? null,
        nowMs: clock.nowMs(),
      });
    },
  };
}
