import { type Clock, wait } from '../lib/time.ts';
import { PROVIDER_NAMES } from './simulated-provider.ts';
import type { Simulator } from './simulator.ts';
import { ACTS, type Act } from './story.ts';

export interface DayParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onAct: (act: string) => void;
  /** How long a day takes; nine minutes unless it says otherwise. */
  readonly dayMs?: number;
}

const DAY_SECONDS = ACTS.reduce((sum, { seconds }) => sum + seconds, 0);
export const DAY_MS = DAY_SECONDS * 1_000;

/** Plays the day over and over until the signal aborts, then resolves. */
export async function playDay(simulator: Simulator, parts: DayParts): Promise<void> {
  const { clock, signal, onAct, dayMs = DAY_MS } = parts;
  while (!signal.aborted) {
    for (const act of ACTS) {
      onAct(act.name);
      stage(simulator, act);
      // Rejects only when the signal aborts, which is how a day ends.
      await wait(clock, (act.seconds / DAY_SECONDS) * dayMs, signal).catch(() => {});
      if (signal.aborted) return;
    }
  }
}

function stage(simulator: Simulator, { providers = {}, pages = {}, network = 'there' }: Act): void {
  for (const provider of PROVIDER_NAMES) {
    simulator.set(provider, providers[provider] ?? { kind: 'healthy' });
    simulator.setPage(provider, pages[provider] ?? { kind: 'operational' });
  }
  simulator.setSentinels('answering');
  simulator.setNetwork(network);
}
