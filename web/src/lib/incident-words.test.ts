import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/contracts/incidents.ts';
import { eventLabel, incidentSentence, incidentsToday, lastedWords, whoseFault } from './incident-words.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 0, 0);

function incident(changes: Partial<Incident> = {}): Incident {
  return {
    id: 'x',
    monitor: 'supabase',
    state: 'open',
    worst_status: 'unhealthy',
    started_at: '2026-11-23T13:37:00.000Z',
    ended_at: null,
    duration_ms: 0,
    reason: 'http_server_error',
    fault: 'provider',
    why: '',
    flapping: false,
    ...changes,
  };
}

const closed = (changes: Partial<Incident> = {}) =>
  incident({ state: 'closed', ended_at: '2026-11-23T13:40:00.000Z', duration_ms: 180_000, ...changes });

describe('the sentence says who has to act, and whether it is over', () => {
  test.each([
    [incident(), 'Supabase is failing on its own side'],
    [closed(), 'Supabase was failing on its own side'],
    [incident({ fault: null }), 'Supabase is failing on its own side'],
    [incident({ reason: 'unexpected_body', fault: null }), 'Supabase is not answering properly'],
    [incident({ reason: 'timeout' }), 'Supabase is failing on its own side'],
    [incident({ reason: 'timeout', fault: 'undetermined' }), 'Supabase does not answer in time'],
    [incident({ reason: 'auth_rejected', fault: 'credential' }), 'Your Supabase token is rejected'],
    [incident({ reason: 'auth_rejected', fault: 'undetermined' }), 'Supabase is not answering properly'],
    [closed({ reason: 'permission_denied', fault: 'permission' }), 'Your Supabase token lacked a permission'],
    [
      incident({ reason: 'quota_low', fault: 'quota', worst_status: 'degraded' }),
      'Supabase has few requests left for you',
    ],
    [incident({ flapping: true }), 'Supabase keeps changing its state'],
    [closed({ flapping: true }), 'Supabase was failing on its own side'],
    [closed({ reason: 'threshold_crossed', worst_status: 'degraded' }), 'Supabase was over a threshold'],
    [closed({ reason: 'ok', worst_status: 'degraded' }), 'Supabase was over a threshold'],
    [incident({ monitor: null, fault: 'network' }), 'This machine has lost its network'],
    [closed({ monitor: null, fault: 'dns' }), 'This machine could not look up names'],
    [incident({ monitor: null, fault: null }), 'Kora itself cannot see anything'],
  ])('%#', (one, sentence) => {
    expect(incidentSentence(one, 'Supabase')).toBe(sentence);
  });

  test('takes a title as it is', () => {
    expect(incidentSentence(incident(), '$& NAME')).toBe('$& NAME is failing on its own side');
  });
});

test('its length is by the clock while it is open, and fixed after', () => {
  expect(lastedWords(incident(), NOW)).toBe('open for 23 min');
  expect(lastedWords(closed(), NOW)).toBe('lasted 3 min');
  expect(lastedWords(incident({ started_at: '2026-11-12T10:00:00.000Z' }), NOW)).toBe('open for 11 d 4 h');
});

test('words that a newer daemon may send are shown as they are', () => {
  expect(eventLabel('closed')).toBe('Closed');
  expect(eventLabel('brand_new' as 'note')).toBe('brand new');
  expect(whoseFault({ fault: 'weather' as 'dns', reason: 'ok' })).toBe('weather');
});

test.each([
  ['provider', 'http_server_error', 'Theirs: the provider'],
  [null, 'auth_rejected', 'Yours: the credential'],
  [null, 'http_server_error', 'Theirs: the provider'],
  [null, 'timeout', 'Not certain'],
  [null, 'ok', 'Not certain'],
] as const)('whose fault it is by %s and %s', (fault, reason, words) => {
  expect(whoseFault({ fault, reason })).toBe(words);
});

describe('today', () => {
  const yesterday = closed({
    id: 'a',
    started_at: '2026-11-22T20:00:00.000Z',
    ended_at: '2026-11-22T21:00:00.000Z',
  });
  const overMidnight = closed({
    id: 'b',
    started_at: '2026-11-22T23:00:00.000Z',
    ended_at: '2026-11-23T00:10:00.000Z',
  });
  const open = incident({ id: 'c', started_at: '2026-11-10T00:00:00.000Z' });

  test('has what was open at some time of it, and the last one before', () => {
    const { today, before } = incidentsToday([open, overMidnight, yesterday], NOW, 'utc');
    expect(today.map(({ id }) => id)).toEqual(['c', 'b']);
    expect(before?.id).toBe('a');
  });

  test('may be empty', () => {
    expect(incidentsToday([], NOW, 'utc')).toEqual({ today: [], before: null });
  });
});
