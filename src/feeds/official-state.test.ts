import { describe, expect, test } from 'vitest';
import type {
  FeedComponent,
  FeedIncident,
  FeedLevel,
  FeedReading,
  FeedReport,
} from '../domain/feed-reading.ts';
import { officialState, type Watches } from './official-state.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 10);
const MINUTE_MS = 60_000;

function component(name: string, level: FeedLevel, part: Partial<FeedComponent> = {}): FeedComponent {
  return { group: null, name, level, sinceMs: level === 'operational' ? null : NOW_MS - MINUTE_MS, ...part };
}

function incident(part: Partial<FeedIncident> = {}): FeedIncident {
  return {
    id: 'i1',
    title: 'Elevated errors',
    phase: 'investigating',
    level: 'outage',
    startedAtMs: NOW_MS - 5 * MINUTE_MS,
    updatedAtMs: null,
    resolvedAtMs: null,
    url: null,
    text: null,
    components: [],
    ...part,
  };
}

const API = { group: null, name: 'API' };
const SHOP = { group: null, name: 'Shop' };
const watchesApi: Watches = ({ group, name }) => group !== 'Vendors' && name === 'API';

function reading(report: Partial<FeedReport>, part: Partial<FeedReading> = {}): FeedReading {
  return {
    report: { level: null, components: [], incidents: [], updatedAtMs: null, ...report },
    kind: 'statuspage',
    problem: null,
    readAtMs: NOW_MS,
    triedAtMs: NOW_MS,
    ...part,
  };
}

function official(report: Partial<FeedReport>, region: string | null = null, watches = watchesApi) {
  return officialState(reading(report), watches, { region, nowMs: NOW_MS });
}

describe('the state is that of what is watched', () => {
  test.each<[string, Partial<FeedReport>, string, string]>([
    [
      'nothing at all is wrong',
      { level: 'operational' },
      'operational',
      'Their status page says that all is well.',
    ],
    [
      'the page only names what is wrong, and names nothing',
      {},
      'operational',
      'Their status page names nothing that is wrong here.',
    ],
    [
      'a watched component is out',
      { level: 'outage', components: [component('API', 'outage'), component('Shop', 'operational')] },
      'outage',
      'Their status page says that API is out.',
    ],
    [
      'only another component is out',
      { level: 'outage', components: [component('API', 'operational'), component('Shop', 'outage')] },
      'operational',
      'Their status page says that all is well.',
    ],
    [
      'a component of the same name in another group is out',
      {
        level: 'outage',
        components: [component('API', 'operational'), component('API', 'outage', { group: 'Vendors' })],
      },
      'operational',
      'Their status page says that all is well.',
    ],
    [
      'a watched component is under maintenance',
      { level: 'maintenance', components: [component('API', 'maintenance')] },
      'maintenance',
      'Their status page says that API is under maintenance.',
    ],
    [
      'no watched component is listed',
      { level: 'outage', components: [component('Shop', 'outage')] },
      'outage',
      'Their status page tells of an outage.',
    ],
    [
      'no watched component is listed, nor the page bad',
      { level: 'operational', components: [component('Shop', 'operational')] },
      'operational',
      'Their status page says that all is well.',
    ],
    [
      'the word for a watched component is not known, but that for the page is',
      { level: 'degraded', components: [component('API', 'unknown')] },
      'degraded',
      'Their status page says that not all is well.',
    ],
    [
      'no word is known',
      { level: 'unknown', components: [component('API', 'unknown')] },
      'sick',
      'Their status page uses words that Kora does not know.',
    ],
    [
      'the only word for what is watched is not known',
      { components: [component('API', 'unknown')] },
      'sick',
      'Their status page uses words that Kora does not know.',
    ],
    [
      'an unknown word stands beside a good one',
      { level: 'unknown', components: [component('API', 'operational'), component('Shop', 'unknown')] },
      'operational',
      'Their status page says that all is well.',
    ],
  ])('when %s', (_name, report, state, words) => {
    expect(official(report)).toMatchObject({ state, words });
  });

  test('in the words of several components, the worst ones', () => {
    const names = ['API', 'Builds', 'DNS', 'CDN'];
    const all: Watches = () => true;
    const words = (count: number) =>
      official({ components: names.slice(0, count).map((it) => component(it, 'degraded')) }, null, all).words;
    expect([2, 3, 4].map(words)).toEqual([
      'Their status page says that API and Builds are degraded.',
      'Their status page says that API, Builds and DNS are degraded.',
      'Their status page says that API, Builds and 2 more are degraded.',
    ]);
    const mixed = { components: [component('API', 'degraded'), component('DNS', 'outage')] };
    expect(official(mixed, null, all).words).toBe('Their status page says that DNS is out.');
  });
});

describe('an open incident', () => {
  const fine = {
    level: 'operational',
    components: [component('API', 'operational'), component('Shop', 'operational')],
  } as const;

  test.each<[string, Partial<FeedIncident>, string]>([
    ['that names no component is about all of the provider', {}, 'outage'],
    ['that names another component is about that alone', { components: [SHOP] }, 'operational'],
    ['that names a component which is listed as well is an admission', { components: [API] }, 'degraded'],
    ['that is being watched after a fix is no outage any more', { phase: 'monitoring' }, 'degraded'],
    ['of small impact is small', { level: 'degraded', components: [API] }, 'degraded'],
    ['without impact says nothing bad', { level: 'operational', components: [API] }, 'operational'],
    ['of an unknown impact says nothing bad', { level: 'unknown' }, 'operational'],
    [
      'that is maintenance under way is maintenance',
      { level: 'maintenance', phase: 'in_progress' },
      'maintenance',
    ],
    ['that is announced has not begun', { level: 'maintenance', phase: 'scheduled' }, 'operational'],
    ['that is over is over', { phase: 'resolved', resolvedAtMs: NOW_MS }, 'operational'],
    ['of an unknown phase that is not over is open', { phase: 'unknown' }, 'outage'],
  ])('%s', (_name, part, state) => {
    expect(official({ ...fine, incidents: [incident(part)] }).state).toBe(state);
  });

  test('whose component is listed as bad as it says is an outage', () => {
    const components = [component('API', 'outage')];
    const seen = official({ level: 'outage', components, incidents: [incident({ components: [API] })] });
    expect(seen).toMatchObject({ state: 'outage', words: 'Their status page says that API is out.' });
    // The incident began before its component was marked.
    expect(seen.sinceMs).toBe(NOW_MS - 5 * MINUTE_MS);
  });

  test('gives the words and the time when no component does, the worst first', () => {
    const small = incident({ id: 'small', level: 'degraded', startedAtMs: NOW_MS - 9 * MINUTE_MS });
    const seen = official({ ...fine, incidents: [small, incident()] });
    expect(seen.words).toBe('Their status page tells of an outage: “Elevated errors”.');
    expect(seen.sinceMs).toBe(NOW_MS - 5 * MINUTE_MS);
    expect(seen.incidents.map(({ id }) => id)).toEqual(['i1', 'small']);
  });

  test('may be the reason for what the page says, where it lists nothing that is watched', () => {
    const components = [component('Shop', 'outage')];
    const seen = official({ level: 'outage', components, incidents: [incident({ components: [SHOP] })] });
    expect(seen).toMatchObject({
      state: 'outage',
      sinceMs: NOW_MS - 5 * MINUTE_MS,
      incidents: [{ id: 'i1' }],
    });
  });
});

test('a region of which nothing is known counts for nobody', () => {
  const regional: Watches = ({ name }, region) => name === region;
  const report = { level: null, components: [component('ams', 'outage')] };
  expect(official(report, 'ams', regional).state).toBe('outage');
  expect(official(report, 'ord', regional).state).toBe('operational');
  expect(official(report, null, regional).state).toBe('operational');
});

describe('a page that was not read', () => {
  const never = { report: null, readAtMs: null };
  const PROBLEM = 'It did not answer within 10 seconds.';

  test.each<[string, Partial<FeedReading>, string, string]>([
    ['yet is unread', { ...never, triedAtMs: null }, 'unread', 'Their status page was not read yet.'],
    [
      'at all because it cannot be is sick',
      { ...never, problem: PROBLEM },
      'sick',
      'Their status page cannot be read: it did not answer within 10 seconds.',
    ],
    [
      'for a quarter of an hour is sick',
      { readAtMs: NOW_MS - 16 * MINUTE_MS, problem: PROBLEM },
      'sick',
      'Their status page cannot be read: it did not answer within 10 seconds.',
    ],
    [
      'for as long, for no reason that is known, is sick too',
      { readAtMs: NOW_MS - 16 * MINUTE_MS },
      'sick',
      'Their status page was last read 16 minutes ago.',
    ],
    [
      'for a few minutes still says what it said',
      { readAtMs: NOW_MS - 14 * MINUTE_MS, problem: PROBLEM },
      'outage',
      'Their status page says that API is out.',
    ],
  ])('%s', (_name, part, state, words) => {
    const report = { level: 'outage', components: [component('API', 'outage')] } as const;
    expect(officialState(reading(report, part), watchesApi, { region: null, nowMs: NOW_MS })).toMatchObject({
      state,
      words,
    });
  });
});
