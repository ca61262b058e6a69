import { describe, expect, test } from 'vitest';
import { healthyVerdict } from '../../test/support/kora-server.ts';
import type { FeedState } from '../contracts/feeds.ts';
import type { Evidence } from '../domain/fault.ts';
import { type AttributionParts, createAttribution, type ReadOfficial } from './attribute.ts';

const signal = new AbortController().signal;
const timeout = healthyVerdict({ status: 'unknown', reason: 'timeout', error: 'timeout: it timed out' });
const egress: Evidence = {
  experiment: 'egress',
  atMs: 1,
  outcome: 'reachable',
  saw: '2 of 2 sentinels answer',
};

function attributionOf(parts: Partial<AttributionParts> = {}) {
  return createAttribution({
    monitors: [],
    experiment: async () => [],
    official: () => null,
    hasWorked: () => null,
    ...parts,
  });
}

function said(state: FeedState): ReadOfficial {
  return { state: { state, words: 'It says so.', sinceMs: null, incidents: [] }, readAtMs: 5 };
}

const look = (verdict = timeout) => ({ name: 'a', verdict, startedAtMs: 10 });

test('a healthy verdict passes as it is, whatever the page says, and nothing is tried', async () => {
  const tried: string[] = [];
  const attribution = attributionOf({
    experiment: async (name) => {
      tried.push(name);
      return [];
    },
    official: () => said('outage'),
  });
  const healthy = healthyVerdict();
  expect(await attribution.attribute(look(healthy), signal)).toBe(healthy);
  expect(tried).toEqual([]);
});

test('silence that experiments pin on the provider is unhealthy, and the frozen contract still sees unknown', async () => {
  const verdict = await attributionOf({ experiment: async () => [egress] }).attribute(look(), signal);
  expect(verdict).toMatchObject({
    status: 'unhealthy',
    attribution: { fault: 'provider', rawStatus: 'unknown' },
  });
  expect(verdict.attribution?.evidence.map(({ experiment, saw }) => [experiment, saw])).toEqual([
    ['look', 'timeout: it timed out'],
    ['egress', '2 of 2 sentinels answer'],
  ]);
});

test('without asking anybody, what is known decides', () => {
  const attribution = attributionOf({ experiment: () => Promise.reject(new Error('was asked')) });
  expect(attribution.atOnce(look()).attribution?.fault).toBe('undetermined');
});

test('when it is cut short, what is known decides', async () => {
  const stop = new AbortController();
  const attribution = attributionOf({
    experiment: () =>
      new Promise((_, reject) => stop.signal.addEventListener('abort', () => reject(stop.signal.reason))),
  });
  const attributed = attribution.attribute(look(), stop.signal);
  stop.abort(new Error('shutting down'));
  expect((await attributed).attribution?.fault).toBe('undetermined');
});

test('a defect of an experiment is not swallowed', async () => {
  const attribution = attributionOf({ experiment: () => Promise.reject(new Error('defect')) });
  await expect(attribution.attribute(look(), signal)).rejects.toThrow('defect');
});

describe('the status page', () => {
  test.each<[FeedState, boolean]>([
    ['operational', true],
    ['outage', true],
    ['sick', true],
    ['unread', false],
  ])('that is %s is evidence: %s', (state, isEvidence) => {
    const { attribution } = attributionOf({ official: () => said(state) }).atOnce(look());
    expect(attribution?.evidence.some(({ experiment }) => experiment === 'feed')).toBe(isEvidence);
  });
});

test('whether it ever worked matters where its name does not resolve', () => {
  const dns = healthyVerdict({ status: 'unknown', reason: 'dns_failed' });
  const outcomes = (hasWorked: boolean | null) =>
    attributionOf({ hasWorked: () => hasWorked })
      .atOnce(look(dns))
      .attribution?.evidence.map(({ outcome }) => outcome);
  expect(outcomes(true)).toEqual(['saw', 'worked']);
  expect(outcomes(false)).toEqual(['saw', 'never_worked']);
  expect(outcomes(null)).toEqual(['saw']);
});

test('a defect of our own needs no evidence', () => {
  const crashed = healthyVerdict({ status: 'unknown', reason: 'internal_error' });
  const { attribution } = attributionOf({ official: () => said('outage') }).atOnce(look(crashed));
  expect(attribution).toMatchObject({ fault: 'internal', evidence: [{ experiment: 'look' }] });
});
