import { describe, expect, test } from 'vitest';
import type { FeedComponent, FeedIncident, FeedLevel, FeedReport } from '../domain/feed-reading.ts';
import { rememberReport } from './remember.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 10);
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function incident(part: Partial<FeedIncident> = {}): FeedIncident {
  return {
    id: 'i1',
    title: 'Errors',
    phase: 'investigating',
    level: 'degraded',
    startedAtMs: NOW_MS - MINUTE_MS,
    updatedAtMs: null,
    resolvedAtMs: null,
    url: null,
    text: null,
    components: [{ group: null, name: 'API' }],
    ...part,
  };
}

function report(part: Partial<FeedReport> = {}): FeedReport {
  return { level: 'operational', components: [], incidents: [], updatedAtMs: null, ...part };
}

function told(incidents: readonly FeedIncident[], before: FeedReport | null = null, atMs = NOW_MS) {
  return rememberReport(before, report({ incidents }), atMs).incidents;
}

describe('an incident', () => {
  test('keeps every component that it ever named', () => {
    const first = rememberReport(null, report({ incidents: [incident()] }), NOW_MS);
    const shop = { group: 'Core', name: 'Shop' };
    expect(told([incident({ components: [shop] })], first)[0]?.components).toEqual([
      { group: null, name: 'API' },
      shop,
    ]);
  });

  test('of which the page tells no more is over, and is kept for a week', () => {
    const first = rememberReport(null, report({ incidents: [incident()] }), NOW_MS);
    const second = rememberReport(first, report(), NOW_MS + MINUTE_MS);
    expect(second.incidents).toMatchObject([
      { id: 'i1', phase: 'resolved', resolvedAtMs: NOW_MS + MINUTE_MS },
    ]);
    const third = rememberReport(second, report(), NOW_MS + 6 * DAY_MS);
    expect(third.incidents).toEqual(second.incidents);
    expect(rememberReport(third, report(), NOW_MS + 8 * DAY_MS).incidents).toEqual([]);
  });

  test('that comes back is open again', () => {
    const gone = rememberReport(report({ incidents: [incident()] }), report(), NOW_MS);
    expect(told([incident()], gone)).toMatchObject([{ phase: 'investigating', resolvedAtMs: null }]);
  });

  test('that the page calls resolved ended when it was last told of', () => {
    const updatedAtMs = NOW_MS - MINUTE_MS;
    const first = rememberReport(
      null,
      report({ incidents: [incident({ phase: 'resolved', updatedAtMs })] }),
      NOW_MS,
    );
    expect(first.incidents[0]?.resolvedAtMs).toBe(updatedAtMs);
    const later = incident({ phase: 'resolved', updatedAtMs: NOW_MS + 9 });
    expect(told([later], first, NOW_MS + DAY_MS)[0]?.resolvedAtMs).toBe(updatedAtMs);
    const lying = incident({ phase: 'resolved', updatedAtMs: NOW_MS + DAY_MS });
    expect(told([lying])[0]?.resolvedAtMs).toBe(NOW_MS);
  });

  test('without a start began when it was first heard of', () => {
    const first = rememberReport(null, report({ incidents: [incident({ startedAtMs: null })] }), NOW_MS);
    expect(told([incident({ startedAtMs: null })], first, NOW_MS + MINUTE_MS)[0]?.startedAtMs).toBe(NOW_MS);
  });

  test('is the same object while it says the same', () => {
    const first = rememberReport(null, report({ incidents: [incident()] }), NOW_MS);
    expect(told([incident()], first, NOW_MS + MINUTE_MS)[0]).toBe(first.incidents[0]);
    expect(told([incident({ text: 'We look.' })], first)[0]).not.toBe(first.incidents[0]);
  });

  test('that ended long ago is no news', () => {
    expect(told([incident({ phase: 'resolved', resolvedAtMs: NOW_MS - 8 * DAY_MS })])).toEqual([]);
  });
});

test('a maintenance that was announced and is told of no more was called off', () => {
  const ahead = incident({ phase: 'scheduled', level: 'maintenance' });
  expect(told([], report({ incidents: [ahead] }))).toEqual([]);
});

test('open incidents come first, then the newest, two hundred of them', () => {
  const over = incident({ id: 'over', phase: 'resolved', resolvedAtMs: NOW_MS, startedAtMs: NOW_MS });
  const old = incident({ id: 'old', startedAtMs: NOW_MS - DAY_MS });
  expect(told([over, old, incident()]).map(({ id }) => id)).toEqual(['i1', 'old', 'over']);
  const many = Array.from({ length: 150 }, (_, i) => incident({ id: `a${i}` }));
  const others = many.map((it) => ({ ...it, id: `b${it.id}` }));
  const kept = told(others, report({ incidents: many }));
  expect(kept).toHaveLength(200);
  expect(kept.filter(({ phase }) => phase === 'investigating')).toHaveLength(150);
});

describe('a component', () => {
  function component(level: FeedLevel, sinceMs: number | null = null): FeedComponent {
    return { group: null, name: 'API', level, sinceMs };
  }
  function since(before: FeedComponent | null, now: FeedComponent) {
    const known = before === null ? null : report({ components: [before] });
    return rememberReport(known, report({ components: [now] }), NOW_MS).components[0]?.sinceMs;
  }

  test('is bad since the page says, or since it was first read so', () => {
    expect(since(null, component('outage', 5))).toBe(5);
    expect(since(null, component('outage'))).toBe(NOW_MS);
    expect(since(component('outage', 7), component('outage', 9))).toBe(7);
    expect(since(component('degraded', 7), component('outage'))).toBe(NOW_MS);
    expect(since(component('outage', 7), component('operational'))).toBe(null);
  });
});
