import { type Clock, wait } from '../lib/time.ts';
import type { Behaviour } from './simulated-provider.ts';
import type { Simulator } from './simulator.ts';

export interface DayParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onAct: (act: string) => void;
}

interface Act {
  readonly name: string;
  readonly seconds: number;
  readonly scene: Readonly<Record<string, Behaviour>>;
}

/** One day in four minutes. What an act does not name is healthy. */
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
];
const PROVIDERS = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'] as const;

/** Plays the day over and over until the signal aborts, then resolves. */
export async function playDay(simulator: Simulator, { clock, signal, onAct }: DayParts): Promise<void> {
  while (!signal.aborted) {
    for (const { name, seconds, scene } of ACTS) {
      onAct(name);
      for (const provider of PROVIDERS) simulator.set(provider, scene[provider] ?? { kind: 'healthy' });
      // Rejects only when the signal aborts, which is how a day ends.
      await wait(clock, seconds * 1_000, signal).catch(() => {});
      if (signal.aborted) return;
    }
  }
}
