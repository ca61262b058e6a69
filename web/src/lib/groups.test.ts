import { expect, test } from 'vitest';
import type { Fault } from '../../../src/contracts/status.ts';
import { monitor } from '../../../test/support/dashboard-monitors.ts';
import { groupMonitors, groupOf } from './groups.ts';

test.each([
  [null, null, 'waiting'],
  ['healthy', 'ok', 'fine'],
  ['degraded', 'threshold_crossed', 'watching'],
  ['unknown', 'auth_missing', 'not_set_up'],
  ['unhealthy', 'auth_rejected', 'needs_you'],
  ['unhealthy', 'permission_denied', 'needs_you'],
  ['unhealthy', 'http_server_error', 'theirs'],
  ['unknown', 'timeout', 'watching'],
  ['unknown', 'dns_failed', 'unseen'],
  ['unhealthy', 'rate_limited', 'watching'],
  ['unknown', 'internal_error', 'unseen'],
  ['unhealthy', null, 'watching'],
] as const)('%s by %s is %s', (status, reason, group) => {
  expect(groupOf({ status, reason, fault: null, flapping: false })).toBe(group);
});

test.each([
  ['provider', 'timeout', 'unhealthy', 'theirs'],
  ['credential', 'auth_rejected', 'unhealthy', 'needs_you'],
  ['permission', 'permission_denied', 'degraded', 'needs_you'],
  ['configuration', 'not_found', 'unhealthy', 'needs_you'],
  ['quota', 'rate_limited', 'unhealthy', 'watching'],
  ['undetermined', 'auth_rejected', 'unhealthy', 'watching'],
  ['provider', 'threshold_crossed', 'degraded', 'watching'],
  ['dns', 'dns_failed', 'unknown', 'unseen'],
  ['network', 'timeout', 'unknown', 'unseen'],
  ['internal', 'internal_error', 'unknown', 'unseen'],
  ['solar_flare', 'timeout', 'unhealthy', 'watching'],
] as const)(
  'by the fault %s, whatever the reason alone says: %s, %s is %s',
  (fault, reason, status, group) => {
    const known = fault as Fault;
    expect(groupOf({ status, reason, fault: known, flapping: false })).toBe(group);
  },
);

test('what comes and goes is watched, unless a person has to mend it', () => {
  const one = { status: 'unhealthy', reason: 'ok', flapping: true } as const;
  expect(groupOf({ ...one, fault: 'provider' })).toBe('watching');
  expect(groupOf({ ...one, fault: 'credential' })).toBe('needs_you');
  expect(groupOf({ ...one, status: 'healthy', fault: null })).toBe('watching');
});

test('empty groups are left out, and the others come in the order of who has to act', () => {
  const monitors = [monitor('a'), monitor('b', { status: 'unhealthy', reason: 'auth_rejected' })];
  expect(groupMonitors(monitors).map(({ group }) => group)).toEqual(['needs_you', 'fine']);
});

test('blames nobody else when nothing at all could be reached', () => {
  const silent = (name: string) => monitor(name, { status: 'unknown', reason: 'timeout' });
  expect(groupMonitors([silent('a'), silent('b')]).map(({ group }) => group)).toEqual(['unseen']);
  expect(groupMonitors([silent('a'), monitor('b')]).map(({ group }) => group)).toEqual(['watching', 'fine']);
});
