import { describe, expect, test } from 'vitest';
import { FEED_INCIDENT_PHASES, FEED_STATES, type FeedState } from '../../../src/contracts/feeds.ts';
import type { Provider } from '../../../src/contracts/providers.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { feedIncident, feedOf } from '../../../test/support/dashboard-feeds.ts';
import {
  besideLabel,
  feedLabel,
  feedSummary,
  phaseWords,
  possessive,
  sortIncidents,
  sortProviders,
} from './feed-words.ts';

function provider(title: string, state: FeedState | null): Provider {
  return {
    type: title.toLowerCase(),
    title,
    monitors: [],
    feed: state === null ? null : feedOf('vercel', { state }),
  };
}

test('every state and phase has a word, also one that a newer daemon may send', () => {
  expect(FEED_STATES.map(feedLabel).filter((words) => words.includes('_'))).toEqual([]);
  expect(FEED_INCIDENT_PHASES.map(phaseWords).filter((words) => words.includes('_'))).toEqual([]);
  expect(feedLabel('half_gone' as 'outage')).toBe('half gone');
  expect(phaseWords('post_mortem' as 'unknown')).toBe('post mortem');
});

test('incidents that go on come before planned ones and those that are over, the watched ones first', () => {
  const other = feedIncident('a', { is_watched: false });
  const watched = feedIncident('b');
  const planned = feedIncident('c', { phase: 'scheduled' });
  const over = feedIncident('d', { phase: 'resolved', resolved_at: '2026-11-20T10:00:00.000Z' });
  // Some pages leave the phase behind when they resolve.
  const leftBehind = feedIncident('e', { phase: 'monitoring', resolved_at: '2026-11-20T10:00:00.000Z' });
  const ids = (incidents: readonly { readonly id: string }[]) => incidents.map(({ id }) => id);
  const sorted = sortIncidents([other, planned, over, watched, leftBehind]);
  expect(ids(sorted.ongoing)).toEqual(['b', 'a']);
  expect(ids(sorted.planned)).toEqual(['c']);
  expect(ids(sorted.over)).toEqual(['d', 'e']);
});

test('a provider in trouble comes first, whoever says so; a sick page alone is no outage', () => {
  const fine = provider('Fine', 'operational');
  const sick = provider('Sick', 'sick');
  const out = provider('Out', 'outage');
  const seen = provider('Seen', 'operational');
  const unfed = provider('Unfed', null);
  const worst: Readonly<Record<string, Status>> = { Seen: 'unhealthy', Fine: 'healthy' };
  const sorted = sortProviders([fine, unfed, sick, out, seen], ({ title }) => worst[title] ?? null);
  expect(sorted.map(({ title }) => title)).toEqual(['Out', 'Seen', 'Sick', 'Fine', 'Unfed']);
});

describe('the summary', () => {
  test.each([
    [[provider('Vercel', 'operational')], 'The status page reports normal operation.'],
    [
      [provider('Vercel', 'operational'), provider('Fly.io', 'operational')],
      'Both status pages report normal operation.',
    ],
    [
      ['A', 'B', 'C'].map((title) => provider(title, 'operational')),
      'All three status pages report normal operation.',
    ],
    [
      [provider('Vercel', 'operational'), provider('Supabase', 'outage'), provider('Doppler', 'sick')],
      "Supabase's status page tells of an outage. Doppler's status page cannot be read.",
    ],
    [
      [provider('A', 'degraded'), provider('B', 'degraded')],
      'The status pages of A and B tell of a degradation.',
    ],
    [
      ['A', 'B', 'C', 'D'].map((title) => provider(title, 'maintenance')),
      'Four status pages tell of maintenance.',
    ],
    [[provider('Vercel', 'unread'), provider('Own', null)], 'No status page has been read yet.'],
    [[], 'No status page has been read yet.'],
  ])('%#', (providers, text) => {
    expect(feedSummary(providers)).toBe(text);
  });
});

test.each([
  ['Vercel', "Vercel's"],
  ['Atlas', "Atlas'"],
])('%s has %s', (title, words) => {
  expect(possessive(title)).toBe(words);
});

test.each([
  ['Their status page says that Database is out.', 'Says that Database is out.'],
  ['Database is slow.', 'Database is slow.'],
  ['', ''],
])('%j stands below its label as %j', (words, text) => {
  expect(besideLabel(words)).toBe(text);
});
