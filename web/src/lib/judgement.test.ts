import { describe, expect, test } from 'vitest';
import type { Beat } from '../../../src/contracts/monitors.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { monitor } from '../../../test/support/dashboard-monitors.ts';
import {
  believedView,
  canBeExplained,
  doubtWords,
  shownStatus,
  verdictWords,
  withJudgement,
} from './judgement.ts';

function looks(...statuses: readonly Status[]): Beat[] {
  return statuses.map((status, index) => ({
    at: `2026-11-23T14:0${index}:00.000Z`,
    status,
    reason: status === 'healthy' ? 'ok' : 'http_server_error',
    latency_ms: 1,
  }));
}

test.each([
  ['healthy', looks('healthy', 'unhealthy'), 'One bad look, not believed yet'],
  ['healthy', looks('healthy', 'degraded', 'unhealthy'), 'Two bad looks, not believed yet'],
  ['unhealthy', looks('unhealthy', 'healthy'), 'One good look, not believed yet'],
  ['healthy', looks('unknown'), 'One unmeasured look, not believed yet'],
  ['healthy', looks('healthy'), null],
  ['healthy', looks(), null],
  [null, looks('unhealthy'), null],
] as const)('believed %s', (believed, recent, words) => {
  expect(doubtWords({ believed, recent })).toBe(words);
});

describe('what is believed', () => {
  const doubted = monitor('fly', {
    status: 'healthy',
    believed: 'unhealthy',
    reason: 'ok',
    why: 'It answered well.',
    fault: 'provider',
    actor: 'provider',
    sentence: 'Fly.io is failing on its own side.',
    recent: looks('unhealthy', 'healthy'),
  });

  test('takes the reason of the last look that was so, and no words of another look', () => {
    expect(believedView(doubted)).toMatchObject({
      status: 'unhealthy',
      reason: 'http_server_error',
      why: '',
      fault: null,
      actor: null,
      sentence: '',
    });
    expect(believedView(doubted)).toBe(believedView(doubted));
  });

  test('is the monitor itself when its latest look says the same', () => {
    const plain = monitor('fly');
    expect(believedView(plain)).toBe(plain);
  });

  test('is shown before the raw look, and the raw one until there is one', () => {
    expect(shownStatus(doubted)).toBe('unhealthy');
    expect(shownStatus({ status: 'degraded', believed: null })).toBe('degraded');
  });
});

test('a daemon of an earlier version is believed by its latest look', () => {
  const {
    believed: _believed,
    flapping: _flapping,
    incident: _incident,
    tags: _tags,
    fault: _fault,
    actor: _actor,
    sentence: _sentence,
    official: _official,
    ...earlier
  } = monitor('fly', { status: 'degraded' });
  expect(withJudgement(earlier)).toMatchObject({
    believed: 'degraded',
    flapping: false,
    incident: null,
    tags: [],
    fault: null,
    actor: null,
    sentence: '',
    official: null,
  });
});

test.each([
  ['provider', 'Fly.io is refusing everybody.', 'Fly.io is refusing everybody.'],
  ['undetermined', 'Fly.io: No answer within 10 s.', 'No answer within 10 s.'],
  ['provider', '', 'It failed.'],
  // Until it is known whose fault it is, the sentence says no more than the look.
  [null, 'Fly.io: It failed.', 'It failed.'],
] as const)('the words beside the title, by %s and %j', (fault, sentence, words) => {
  expect(verdictWords({ title: 'Fly.io', fault, sentence, why: 'It failed.' })).toBe(words);
});

test.each([
  [{ status: 'unhealthy', reason: 'timeout' }, true],
  [{ status: 'unknown', reason: 'timeout' }, true],
  [{ status: 'healthy', reason: 'ok' }, false],
  [{ status: null, reason: null }, false],
  [{ status: 'unknown', reason: 'auth_missing' }, false],
] as const)('%j can be explained: %s', (look, isExplained) => {
  expect(canBeExplained(look)).toBe(isExplained);
});
