import { expect, test } from 'vitest';
import { ApiError } from './api-error.ts';
import { failureWords } from './failure-words.ts';

test.each([
  ['silent', 'It may be stuck or very busy'],
  ['unreachable', 'It may have been stopped'],
  ['refused', 'So the daemon runs'],
  ['odd', 'such as a proxy'],
] as const)('a failure that is %s is explained by what is known, and no more', (failure, words) => {
  const { what } = failureWords(new ApiError('It failed.', { failure }), 'current');
  expect(what).toContain('It failed.');
  expect(what).toContain(words);
  expect(what).not.toContain('goes on looking');
});

test('says what still works, and the command that needs no daemon where nothing does', () => {
  const error = new ApiError('It failed.', { failure: 'unreachable' });
  expect(failureWords(error, 'current')).toMatchObject({
    rest: 'The other pages are current.',
    command: null,
  });
  expect(failureWords(error, 'last_known').rest).toContain('last known state');
  expect(failureWords(error, 'nothing').command).toBe('kora check');
});
