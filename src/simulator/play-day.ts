import { type Clock, wait } from '../lib/time.ts';
import type { Behaviour } from './behaviour.ts';
import { PROVIDER_NAMES, type ProviderName } from './simulated-provider.ts';
import type { Simulator } from './simulator.ts';

export interface DayParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onAct: (act: string) => void;
  /** How long a day takes; four minutes unless it says otherwise. */
  readonly dayMs?: number;
}

interface Act {
  readonly name: string;
  /** Of a day of four minutes. */
  readonly seconds: number;
  readonly scene: Readonly<Partial<Record<ProviderName, Behaviour>>>;
}

/** What an act does not name is healthy. */
const ACTS: readonly Act[] = [
  { name: 'All is well', seconds: 25, scene: {} },
  { name: 'Vercel is slow', seconds: 20, scene: { vercel: { kind: 'slow', ms: 1_500 } } },
  { name: 'Issues pile up in Sentry', seconds: 25, scene: { sentry: { kind: 'degraded' } } },
  {
    name: 'Supabase is out',
    seconds: 35,
    scene: { supabase: { kind: 'server_error', status: 503 }, sentry: { kind: 'degraded' } },
  },
  { name: 'The Doppler token is revoked', seconds: 35, scene: { doppler: { kind: 'unauthorized' } } },
  {
    name: 'Vercel limits the requests',
    seconds: 30,
    scene: { vercel: { kind: 'rate_limited' }, doppler: { kind: 'unauthorized' } },
  },
  { name: 'Fly says nothing', seconds: 35, scene: { fly: { kind: 'silent' } } },
  { name: 'A machine of Fly is broken', seconds: 25, scene: { fly: { kind: 'degraded' } } },
  { name: 'Everything recovers', seconds: 10, scene: {} },
];
const DAY_SECONDS = ACTS.reduce((sum, { seconds }) => sum + seconds, 0);
export const DAY_MS = DAY_SECONDS * 1_000;

/** The names of the acts in order, as `onAct` tells them. */
export const ACT_NAMES: readonly string[] = ACTS.map(({ name }) => name);

/** Plays the day over and over until the signal aborts, then resolves. */
export async function playDay(simulator: Simulator, parts: DayParts): Promise<void> {
  const { clock, signal, onAct, dayMs = DAY_MS } = parts;
  while (!signal.aborted) {
    for (const { name, seconds, scene } of ACTS) {
      onAct(name);
      for (const provider of PROVIDER_NAMES) simulator.set(provider, scene[provider] ?? { kind: 'healthy' });
      // Rejects only when the signal aborts, which is how a day ends.
      await wait(clock, (seconds / DAY_SECONDS) * dayMs, signal).catch(() => {});
      if (signal.aborted) return;
    }
  }
}
