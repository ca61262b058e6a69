import { expect, test } from 'vitest';
import { healthyVerdict } from '../../test/support/kora-server.ts';
import { createNeighbours, type Neighbour } from './neighbours.ts';

const HOLDS_MS = 60_000;
const fine = healthyVerdict();
const bad = healthyVerdict({ status: 'unhealthy', reason: 'timeout' });

function neighbour(name: string, origin: string | null, provider: string | null = null): Neighbour {
  return { name, origin, provider, holdsMs: HOLDS_MS };
}

function three() {
  return createNeighbours([
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
  const neighbours = createNeighbours([neighbour('a', null)]);
  neighbours.saw('a', bad, 0);
  expect(neighbours.besides('a', 0)).toBeNull();
});
