import { describe, expect, test } from 'vitest';
import { healthyVerdict } from '../../test/support/kora-server.ts';
import type { Verdict } from '../domain/verdict.ts';
import { createNeighbours, type Neighbour } from './neighbours.ts';

const HOLDS_MS = 60_000;
const fine = healthyVerdict();
const bad = healthyVerdict({ status: 'unhealthy', reason: 'timeout' });

function neighbour(name: string, origin: string | null, provider: string | null = null): Neighbour {
  return { name, origin, provider, isInside: false, holdsMs: HOLDS_MS };
}

function rememberer(monitors: readonly Neighbour[]) {
  const neighbours = createNeighbours(monitors);
  return {
    saw: (name: string, verdict: Verdict, startedAtMs: number) =>
      neighbours.saw({ name, verdict, startedAtMs }),
    besides: (name: string, atMs: number) =>
      neighbours.besides(name, atMs).find(({ experiment }) => experiment === 'sibling') ?? null,
    others: (name: string, atMs = 0) =>
      neighbours.besides(name, atMs).find(({ experiment }) => experiment === 'others') ?? null,
  };
}

function three() {
  return rememberer([
    neighbour('a', 'https://one.test', 'vercel'),
    neighbour('b', 'https://one.test', 'vercel'),
    neighbour('c', 'https://two.test', 'vercel'),
  ]);
}

test('one of the same origin that is fine is told before one of the same provider', () => {
  const neighbours = three();
  neighbours.saw('b', fine, 0);
  neighbours.saw('c', fine, 0);
  expect(neighbours.besides('a', 1_000)).toMatchObject({ outcome: 'same_origin_fine', saw: 'b is fine' });
});

test('one of the same provider that is fine is told where the origin has none', () => {
  const neighbours = three();
  neighbours.saw('b', bad, 0);
  neighbours.saw('c', fine, 0);
  expect(neighbours.besides('a', 1_000)).toMatchObject({ outcome: 'provider_fine', saw: 'c is fine' });
});

test('where the others fail too, that is told', () => {
  const neighbours = three();
  neighbours.saw('b', bad, 0);
  expect(neighbours.besides('a', 1_000)).toMatchObject({ outcome: 'failing', saw: 'b is not fine either' });
});

test('its own good look does not speak for it', () => {
  const neighbours = three();
  neighbours.saw('a', fine, 0);
  expect(neighbours.besides('a', 1_000)).toBeNull();
});

test('a look that speaks no more is not told', () => {
  const neighbours = three();
  neighbours.saw('b', fine, 0);
  expect(neighbours.besides('a', HOLDS_MS)).not.toBeNull();
  expect(neighbours.besides('a', HOLDS_MS + 1)).toBeNull();
});

test('one that was fine and is no more counts no more', () => {
  const neighbours = three();
  neighbours.saw('b', fine, 0);
  neighbours.saw('b', bad, 10);
  expect(neighbours.besides('a', 20)).toMatchObject({ outcome: 'failing' });
});

test('one alone has none', () => {
  const neighbours = rememberer([neighbour('a', null)]);
  neighbours.saw('a', bad, 0);
  expect(neighbours.besides('a', 0)).toBeNull();
});

describe('others elsewhere', () => {
  test('that were fine after this one began not to be show a way out', () => {
    const neighbours = three();
    expect(neighbours.saw('a', bad, 10)).toBe(10);
    expect(neighbours.saw('a', bad, 20)).toBe(10);
    neighbours.saw('c', fine, 11);
    expect(neighbours.others('a')).toMatchObject({ outcome: 'reachable', saw: 'c is fine' });
  });

  test('that were fine moments before leave it open, and longer before say nothing about now', () => {
    const neighbours = three();
    neighbours.saw('c', fine, 9);
    neighbours.saw('a', bad, 10);
    expect(neighbours.others('a', 10)).toMatchObject({ outcome: 'worked' });
    expect(neighbours.others('a', 5_009)).toBeNull();
    expect(neighbours.saw('a', fine, 20)).toBeNull();
    expect(neighbours.saw('a', bad, 30)).toBe(30);
  });

  test('of the same origin are no others', () => {
    const neighbours = three();
    neighbours.saw('a', bad, 10);
    neighbours.saw('b', fine, 11);
    expect(neighbours.others('a')).toBeNull();
  });

  test('inside say nothing about the way out', () => {
    const neighbours = rememberer([
      neighbour('out', 'https://one.test'),
      { ...neighbour('in', 'http://127.0.0.1:1'), isInside: true },
    ]);
    neighbours.saw('out', bad, 10);
    neighbours.saw('in', fine, 11);
    expect(neighbours.others('out')).toBeNull();
  });
});
