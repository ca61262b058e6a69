import { type Budgets, createBudgets } from '../attribution/budgets.ts';
import type { KoraConfig } from '../config/config.ts';
import { KoraError } from '../lib/errors.ts';
import type { Clock } from '../lib/time.ts';
import type { Watch } from './watch.ts';

/** The budgets of every monitor. */
export function budgetsOf(
  { monitors, budgetShare: share }: Pick<KoraConfig, 'monitors' | 'budgetShare'>,
  clock: Clock,
): Budgets {
  return createBudgets({
    clock,
    share,
    monitors: monitors.map(({ name, intervalMs, definition }) => ({
      name,
      intervalMs,
      documentedLimit: definition.documentedLimit ?? null,
    })),
  });
}

/** The watch of a monitor that does not look while its provider wants to be left alone, nor more often than its budget allows. */
export function keepBudget(name: string, watch: Watch, budgets: Budgets): Watch {
  return {
    async look(signal) {
      const heldMs = budgets.heldMs(name);
      if (heldMs > 0) return { againInMs: null, holdMs: heldMs };
      const outcome = await watch.look(signal);
      return { ...outcome, holdMs: budgets.pauseMs(name) };
    },
    settled: watch.settled,
  };
}

/** Throws `too_soon` while the provider wants to be left alone: whoever asks for a look is told until when. */
export function refuseWhileHeld(name: string, budgets: Budgets): void {
  const retryAfterMs = budgets.heldMs(name);
  if (retryAfterMs > 0)
    throw new KoraError('too_soon', 'its provider asked to be left alone', { retryAfterMs });
}
