import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    ['Oldest secret', 'at least 1 day'],
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

test('a lower bound is called one, and its flag is no row of its own', () => {
  const text = (details: Record<string, unknown>) =>
    detailTexts(details).map(({ label, value }) => `${label}: ${value}`);
  expect(text({ unresolved_issues: 1_000, unresolved_issues_at_least: true })).toEqual([
    'Unresolved issues: at least 1,000',
  ]);
  expect(text({ unresolved_issues: 12, unresolved_issues_at_least: false })).toEqual([
    'Unresolved issues: 12',
  ]);
  expect(text({ deployments_last_24h: 2_000, deployments_last_24h_truncated: true })).toEqual([
    'Deployments, 24 h: at least 2,000',
  ]);
  expect(text({ oldest_secret_age_days: 35, oldest_secret_age_days_max: 60 })).toEqual([
    'Oldest secret: at least 35 days',
    'Oldest secret, at most: 60 days',
  ]);
  expect(text({ oldest_secret_age_days: 35, oldest_secret_age_days_max: 35 })[0]).toBe(
    'Oldest secret: 35 days',
  );
  expect(text({ oldest_secret_age_days: 'unknown' })).toEqual(['Oldest secret: not known']);
});

test('names, periods, sizes and words of a probe are put as people would', () => {
  const values = Object.fromEntries(
    detailTexts({
      apps_not_running: ['shop', 'shop-staging'],
      stats_period: '14d',
      body_bytes: 12_345,
      status_code: 2_040,
      token_type: 'service_account_token',
      oldest_secret_age_days_basis: 'config_log',
      oldest_secret_age_days_truncated: true,
    }).map(({ key, value }) => [key, value]),
  );
  expect(values).toEqual({
    apps_not_running: 'shop, shop-staging',
    stats_period: '14 days',
    body_bytes: '12.3 kB',
    status_code: '2040',
    token_type: 'service account token',
    oldest_secret_age_days_basis: 'the log of each config',
    oldest_secret_age_days_truncated: 'not all: there are too many',
  });
  expect(detailTexts({ apps_not_running: [] })[0]?.value).toBe('none');
});

/** Every key that a built-in probe writes into its details, read out of the sources. */
function keysOfProbes(): readonly string[] {
  const folder = join(import.meta.dirname, '../../../src/probes');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /^(?:providers|checks)\//.test(file) && file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  const keys = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    // What an answer of the provider itself is made of is no detail of ours.
    const ours = text.replaceAll(/looseObject\(\{[\s\S]*?\}\)/g, '');
    return [...ours.matchAll(/\b([a-z]+(?:_[a-z0-9]+)+):/g)].map((match) => match[1] ?? '');
  });
  return [...new Set(keys)].filter((key) => !NO_DETAILS.has(key));
}

/** Parts of requests and answers, and reasons. */
const NO_DETAILS = new Set([
  'per_page',
  'include_managed_secrets',
  'dns_failed',
  'host_status',
  'created_at',
]);

test('every detail of every built-in probe has words', () => {
  const keys = keysOfProbes();
  expect(keys).toEqual(expect.arrayContaining(['connections_pct', 'configs_refused', 'machines_total']));
  const flags = ['unresolved_issues_at_least', 'deployments_last_24h_truncated', 'deploys_last_24h_at_least'];
  const isTold = (key: string) => flags.includes(key) || detailTexts({ [key]: 1 })[0]?.isKnown === true;
  expect(keys.filter((key) => !isTold(key))).toEqual([]);
});

test('a card shows the detail that its threshold is about, when it is known', () => {
  expect(firstDetail('sentry', { unresolved_issues: 1 })).toEqual({
    isAtLeast: false,
    value: '1',
    words: 'unresolved issue',
  });
  expect(firstDetail('sentry', { unresolved_issues: 12_345 })).toEqual({
    isAtLeast: false,
    value: '12,345',
    words: 'unresolved issues',
  });
  expect(firstDetail('fly', { apps_running: 1 })).toMatchObject({ value: '1', words: 'app running' });
  expect(firstDetail('doppler', { oldest_secret_age_days: 35 })).toEqual({
    isAtLeast: true,
    value: '35 days',
    words: 'since the oldest secret changed',
  });
  expect(firstDetail('sentry', { unresolved_issues: 'unknown' })).toBeNull();
  expect(firstDetail('http', {})).toBeNull();
});
