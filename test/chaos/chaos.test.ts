import { expect, test } from 'vitest';
import { STORE_KINDS } from '../support/stores.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { runChaos } from './rounds.ts';

// `npm run chaos` does fifty; where the kill falls is another place in every run.
const ROUNDS = 3;
const WITHIN_MS = 180_000;

test.each(STORE_KINDS)(
  'a writer killed at random moments breaks no promise in $kind',
  async ({ make }) => {
    await using place = await make();
    using folder = tempFolder();
    const seed = Math.floor(Math.random() * 1_000_000);
    const outcomes = await runChaos({ location: place.location, seed, rounds: ROUNDS, folder: folder.path });
    expect({ seed, problems: outcomes.flatMap(({ problems }) => problems) }).toEqual({ seed, problems: [] });
    expect(outcomes).toHaveLength(ROUNDS);
    expect(outcomes.at(-1)?.beats).toBeGreaterThan(100);
  },
  WITHIN_MS,
);
