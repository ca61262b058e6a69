import { expect, test } from 'vitest';
import { monitor } from '../../../test/support/dashboard-monitors.ts';
import { groupMonitors, groupOf } from './groups.ts';

test.each([
  [null, null, 'waiting'],
  ['healthy', 'ok', 'fine'],
  ['degraded', 'threshold_crossed', 'watching'],
  ['unknown', 'auth_missing', 'needs_you'],
  ['unhealthy', 'auth_rejected', 'needs_you'],
  ['unhealthy', 'permission_denied', 'needs_you'],
  ['unhealthy', 'http_server_error', 'theirs'],
  ['unknown', 'timeout', 'theirs'],
  ['unhealthy', 'rate_limited', 'watching'],
  ['unknown', 'internal_error', 'watching'],
  ['unhealthy', null, 'watching'],
] as const)('%s by %s is %s', (status, reason, group) => {
  expect(groupOf({ status, reason, flapping: false })).toBe(group);
});

test('empty groups are left out, and the others come in the order of who has to act', () => {
  const monitors = [monitor('a'), monitor('b', { status: 'unhealthy', reason: 'auth_rejected' })];
  expect(groupMonitors(monitors).map(({ group }) => group)).toEqual(['needs_you', 'fine']);
});

test('blames nobody else when nothing at all could be reached', () => {
  const silent = (name: string) => monitor(name, { status: 'unknown', reason: 'timeout' });
  expect(groupMonitors([silent('a'), silent('b')]).map(({ group }) => group)).toEqual(['watching']);
  expect(groupMonitors([silent('a'), monitor('b')]).map(({ group }) => group)).toEqual(['theirs', 'fine']);
});
