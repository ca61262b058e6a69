import { expect, test } from 'vitest';
import { EXPERIMENTS, OUTCOMES } from '../../../src/contracts/evidence.ts';
import { ACTORS } from '../../../src/contracts/explanation.ts';
import { FAULTS } from '../../../src/contracts/status.ts';
import { actorWords, experimentWords, faultWords, outcomeWords, speaksForWords } from './fault-words.ts';

test('every fault, experiment and outcome has words without underscores', () => {
  const all = [
    ...FAULTS.map(faultWords),
    ...FAULTS.map(speaksForWords),
    ...EXPERIMENTS.map(experimentWords),
    ...EXPERIMENTS.flatMap((experiment) =>
      OUTCOMES.map((outcome) => outcomeWords(experiment, outcome) ?? 'saw'),
    ),
    ...ACTORS.map((actor) => actorWords(actor, 'Fly.io')),
  ];
  expect(all.filter((words) => words === '' || words.includes('_'))).toEqual([]);
});

test.each([
  ['you', 'You'],
  ['provider', 'Fly.io'],
  ['kora', 'The makers of Kora'],
  ['nobody', 'Nobody'],
  ['unclear', 'Not certain'],
] as const)('%s has to act: %s', (actor, words) => {
  expect(actorWords(actor, 'Fly.io')).toBe(words);
});

test('the same answer is good of a public call and bad of a call without its credential', () => {
  expect(outcomeWords('public_call', 'answered')).toBe('answered as documented');
  expect(outcomeWords('without_credential', 'answered')).toBe('lets anybody in');
  expect(outcomeWords('egress', 'unreachable')).toBe('none of them answers');
});

test('the look has no other words than what it saw, and what decides nothing says so', () => {
  expect(outcomeWords('look', 'saw')).toBeNull();
  expect(speaksForWords(null)).toBe('decides nothing');
});

test('words that a newer daemon may send are shown as they are', () => {
  expect(faultWords('solar_flare' as 'dns')).toBe('solar flare');
  expect(experimentWords('third_eye' as 'look')).toBe('third eye');
  expect(outcomeWords('look', 'half_seen' as 'saw')).toBe('half seen');
  expect(actorWords('the_moon' as 'you', 'Fly.io')).toBe('the moon');
});
