import { expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import type { Behaviour } from './behaviour.ts';
import type { PageBehaviour } from './page-behaviour.ts';
import { DAY_MS, playDay } from './play-day.ts';
import { createSimulator } from './simulator.ts';
import { ACTS } from './story.ts';

const ACT_NAMES = ACTS.map(({ name }) => name);

function stage() {
  const clock = createFakeClock();
  const real = createSimulator({ clock });
  const behaviours = new Map<string, Behaviour>();
  const pages = new Map<string, PageBehaviour>();
  const simulator = {
    ...real,
    set(provider: string, behaviour: Behaviour) {
      real.set(provider, behaviour);
      behaviours.set(provider, behaviour);
    },
    setPage(...[provider, page]: Parameters<typeof real.setPage>) {
      real.setPage(provider, page);
      pages.set(provider, page);
    },
    setNetwork(network: 'there' | 'lost' | 'intercepted') {
      networks.push(network);
    },
  };
  const networks: string[] = [];
  const acts: string[] = [];
  const end = new AbortController();
  const onAct = (act: string) => acts.push(act);
  const parts = { clock, signal: end.signal, onAct };
  return {
    clock,
    simulator,
    acts,
    end,
    parts,
    /** What is wrong now, in words. */
    troubles(): string[] {
      return [
        ...[...behaviours]
          .filter(([, { kind }]) => kind !== 'healthy')
          .map(([name, it]) => `${name} ${it.kind}`),
        ...[...pages]
          .filter(([, { kind }]) => kind !== 'operational')
          .map(([name, it]) => `${name} says ${it.kind}`),
        ...(networks.at(-1) === 'lost' ? ['network lost'] : []),
      ];
    },
  };
}

/** What is wrong in each second of a day. */
async function aDay() {
  const staged = stage();
  const played = playDay(staged.simulator, staged.parts);
  const seconds: string[][] = [];
  for (let second = 0; second < DAY_MS / 1_000; second += 1) {
    await staged.clock.advance(0);
    seconds.push(staged.troubles());
    await staged.clock.advance(1_000);
  }
  const after = { acts: staged.acts, troubles: staged.troubles() };
  staged.end.abort(new Error('enough'));
  await played;
  return { seconds, after };
}

function span(seconds: readonly string[][], trouble: string): { from: number; to: number } {
  const isThere = (troubles: readonly string[]) => troubles.includes(trouble);
  return { from: seconds.findIndex(isThere), to: seconds.findLastIndex(isThere) + 1 };
}

test('the day begins well, tells the whole story, ends well and begins again', async () => {
  const { seconds, after } = await aDay();
  expect([...new Set(seconds.flat())]).toEqual([
    'supabase server_error',
    'supabase says major_outage',
    'sentry unauthorized',
    'vercel rate_limited',
    'fly slow',
    'fly says degraded_performance',
    'doppler says partial_outage',
    'network lost',
  ]);
  expect(after).toEqual({ acts: [...ACT_NAMES, ACT_NAMES[0]], troubles: [] });
});

test('it lasts eight to ten minutes, and the first trouble comes within half a minute', async () => {
  const { seconds } = await aDay();
  expect(DAY_MS).toBeGreaterThanOrEqual(8 * 60_000);
  expect(DAY_MS).toBeLessThanOrEqual(10 * 60_000);
  const first = seconds.findIndex((troubles) => troubles.length > 0);
  expect(first).toBeGreaterThanOrEqual(20);
  expect(first).toBeLessThanOrEqual(30);
});

test('Supabase admits its outage a minute late, and calls it over before it is', async () => {
  const { seconds } = await aDay();
  const outage = span(seconds, 'supabase server_error');
  const told = span(seconds, 'supabase says major_outage');
  expect(told.from - outage.from).toBe(60);
  expect(outage.to - told.to).toBe(20);
});

test('the network is lost for about half a minute, while nothing else is wrong', async () => {
  const { seconds } = await aDay();
  const { from, to } = span(seconds, 'network lost');
  expect(to - from).toBeGreaterThanOrEqual(30);
  expect(to - from).toBeLessThanOrEqual(45);
  for (const troubles of seconds.slice(from, to)) expect(troubles).toEqual(['network lost']);
});

test('one provider is ill at a time, and the token of Sentry is revoked under a green page', async () => {
  const { seconds } = await aDay();
  for (const troubles of seconds) {
    expect(new Set(troubles.map((trouble) => trouble.split(' ')[0])).size).toBeLessThanOrEqual(1);
  }
  expect(seconds.flat()).not.toContainEqual(expect.stringContaining('sentry says'));
});

test('a shorter day has the same acts', async () => {
  const { clock, simulator, acts, end, parts } = stage();
  const played = playDay(simulator, { ...parts, dayMs: 1_000 });
  // A little more than a day: the parts of one do not add up to it exactly.
  await clock.advance(1_001);
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
