import { describe, expect, test } from 'vitest';
import { monitor } from '../../../test/support/dashboard-monitors.ts';
import {
  allTags,
  filterMonitors,
  type ListWindow,
  listParams,
  orderKey,
  parseListQuery,
  sortedBy,
  sortMonitors,
} from './monitor-list.ts';

const none = { search: '', status: null, tag: null };
const NO_UPTIME = new Map();

describe('the query', () => {
  test('is read from the address and written back', () => {
    const text = 'q=auth+eu&status=unhealthy&tag=eu&sort=latency&order=reverse';
    const query = parseListQuery(new URLSearchParams(text));
    expect(query).toEqual({
      search: 'auth eu',
      status: 'unhealthy',
      tag: 'eu',
      sort: 'latency',
      isReversed: true,
    });
    expect(listParams(query).toString()).toBe(text);
  });

  test('is the usual one for what makes no sense, and then needs no parameter', () => {
    const query = parseListQuery(new URLSearchParams('status=fine&sort=colour&order=up'));
    expect(query).toEqual({ ...none, sort: 'status', isReversed: false });
    expect(listParams(query).toString()).toBe('');
  });

  test('turns round when a column is pressed twice', () => {
    const first = sortedBy({ ...none, sort: 'status', isReversed: true }, 'name');
    expect(first).toMatchObject({ sort: 'name', isReversed: false });
    expect(sortedBy(first, 'name').isReversed).toBe(true);
  });
});

describe('filtering', () => {
  const monitors = [
    monitor('vercel'),
    monitor('checkout-api-eu', { tags: ['payments'] }),
    monitor('checkout-api-us', { status: 'unhealthy', believed: 'healthy', tags: ['payments', 'us'] }),
    monitor('search', { status: 'unhealthy' }),
  ];
  test.each([
    [none, ['vercel', 'checkout-api-eu', 'checkout-api-us', 'search']],
    [{ ...none, search: 'API  us' }, ['checkout-api-us']],
    [{ ...none, search: 'payments' }, ['checkout-api-eu', 'checkout-api-us']],
    [{ ...none, tag: 'us' }, ['checkout-api-us']],
    [{ ...none, status: 'unhealthy' as const }, ['search']],
    [{ ...none, search: '.*' }, []],
  ])('%j', (query, names) => {
    expect(filterMonitors(monitors, query).map(({ name }) => name)).toEqual(names);
  });

  test('offers every tag once', () => {
    expect(allTags(monitors)).toEqual(['payments', 'platform', 'us']);
  });
});

describe('sorting', () => {
  const monitors = [
    monitor('b-10', { latency_ms: 30 }),
    monitor('b-9', { latency_ms: null, status: null, believed: null }),
    monitor('a', { latency_ms: 300, flapping: true }),
    monitor('c', { latency_ms: 10, status: 'unhealthy' }),
    monitor('d', { latency_ms: 20, status: 'degraded' }),
  ];
  const names = (sort: 'status' | 'name' | 'latency' | 'uptime', isReversed = false, uptime = NO_UPTIME) =>
    sortMonitors(monitors, { sort, isReversed }, uptime).map(({ name }) => name);

  test('by status begins with trouble', () => {
    expect(names('status')).toEqual(['c', 'd', 'a', 'b-9', 'b-10']);
    expect(names('status', true)).toEqual(['b-10', 'b-9', 'a', 'd', 'c']);
  });

  test('by name counts numbers as numbers', () => {
    expect(names('name')).toEqual(['a', 'b-9', 'b-10', 'c', 'd']);
  });

  test('by latency begins with the slowest, and ends with those without one either way', () => {
    expect(names('latency')).toEqual(['a', 'b-10', 'd', 'c', 'b-9']);
    expect(names('latency', true)).toEqual(['c', 'd', 'b-10', 'a', 'b-9']);
  });

  test('by uptime begins with the least', () => {
    const window = (uptime_ratio: number | null) => [{ window: '30d', uptime_ratio } as ListWindow];
    const uptime = new Map([
      ['a', window(0.9)],
      ['c', window(0.99)],
      ['d', window(null)],
    ]);
    expect(names('uptime', false, uptime)).toEqual(['a', 'c', 'b-9', 'b-10', 'd']);
  });
});

test('the order is made anew for a status, not for a latency', () => {
  const before = orderKey([monitor('a', { latency_ms: 1 })]);
  expect(orderKey([monitor('a', { latency_ms: 900 })])).toBe(before);
  expect(orderKey([monitor('a', { status: 'unhealthy' })])).not.toBe(before);
});
