import { expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import type { Behaviour } from './behaviour.ts';
import { ACT_NAMES, DAY_MS, playDay } from './play-day.ts';
import { createSimulator } from './simulator.ts';

function stage() {
  const clock = createFakeClock();
  const behaviours = new Map<string, Behaviour>();
  const simulator = {
    ...createSimulator({ clock }),
    set: (provider: string, behaviour: Behaviour) => behaviours.set(provider, behaviour),
  };
  const acts: string[] = [];
  const end = new AbortController();
  const onAct = (act: string) => acts.push(act);
  return { clock, simulator, behaviours, acts, end, parts: { clock, signal: end.signal, onAct } };
}

function ill(behaviours: ReadonlyMap<string, Behaviour>): string[] {
  return [...behaviours]
    .filter(([, { kind }]) => kind !== 'healthy')
    .map(([name, { kind }]) => `${name} ${kind}`);
}

test('the day begins well, has every kind of trouble, ends well and begins again', async () => {
  const { clock, simulator, behaviours, acts, end, parts } = stage();
  const played = playDay(simulator, parts);
  const seen = new Set<string>();
  for (let second = 0; second < DAY_MS / 1_000; second += 1) {
    if (second < 20) expect(ill(behaviours)).toEqual([]);
    for (const trouble of ill(behaviours)) seen.add(trouble);
    expect(ill(behaviours).length).toBeLessThanOrEqual(2);
    await clock.advance(1_000);
  }
  expect([...seen].sort()).toEqual([
    'doppler unauthorized',
    'fly degraded',
    'fly silent',
    'sentry degraded',
    'supabase server_error',
    'vercel rate_limited',
    'vercel slow',
  ]);
  expect(acts).toEqual([...ACT_NAMES, ACT_NAMES[0]]);
  expect(ill(behaviours)).toEqual([]);
  end.abort(new Error('enough'));
  await played;
});

test('a shorter day has the same acts', async () => {
  const { clock, simulator, acts, end, parts } = stage();
  const played = playDay(simulator, { ...parts, dayMs: 1_000 });
  await clock.advance(1_000);
  expect(acts).toEqual([...ACT_NAMES, ACT_NAMES[0]]);
  end.abort(new Error('enough'));
  await played;
});

test('a day that is over before it begins plays nothing', async () => {
  const { simulator, acts, end, parts } = stage();
  end.abort(new Error('enough'));
  await playDay(simulator, parts);
  expect(acts).toEqual([]);
});
