import { expect, test } from 'vitest';
import { detailTexts, firstDetail } from './details.ts';

test('known details are put into words, unknown keys show as they are', () => {
  const texts = detailTexts({
    error_rate_24h: 0.0263,
    connections_pct: 99.97,
    oldest_secret_age_days: 1,
    brand_new: { a: [1] },
    apps_running: 'unknown',
    flag: true,
    none: null,
  });
  expect(texts.map(({ label, value }) => [label, value])).toEqual([
    ['Deployment error rate, 24 h', '2.63 %'],
    ['Database connections', '99.97 %'],
    ['Oldest secret', '1 day'],
    ['brand_new', '{"a":[1]}'],
    ['Apps running', 'not known'],
    ['flag', 'yes'],
    ['none', '–'],
  ]);
});

test('keys of every object are no details of ours', () => {
  expect(
    detailTexts(JSON.parse('{"constructor": 1, "__proto__": 2}')).map(({ label, value }) => [label, value]),
  ).toEqual([
    ['constructor', '1'],
    ['__proto__', '2'],
  ]);
});

test('a card shows the detail that its threshold is about, when it is known', () => {
  expect(firstDetail('sentry', { unresolved_issues: 1 })).toEqual({ value: '1', words: 'unresolved issue' });
  expect(firstDetail('sentry', { unresolved_issues: 12_345 })).toEqual({
    value: '12,345',
    words: 'unresolved issues',
  });
  expect(firstDetail('fly', { apps_running: 1 })).toEqual({ value: '1', words: 'app running' });
  expect(firstDetail('sentry', { unresolved_issues: 'unknown' })).toBeNull();
  expect(firstDetail('http', {})).toBeNull();
});
