import { describe, expect, test } from 'vitest';
import { countMachines, machinesSchema } from './machines.ts';

function count(...machines: unknown[]) {
  const { total, started, idle, broken } = countMachines('app', machinesSchema.parse(machines));
  return { total, started, idle, broken };
}

const NONE = { total: 0, started: 0, idle: 0, broken: 0 };
const IDLE = { ...NONE, total: 1, idle: 1 };
const BROKEN = { ...NONE, total: 1, broken: 1 };
const RUNNING = { ...NONE, total: 1, started: 1 };
const PASSING = { ...NONE, total: 1 };

function service(autostop: unknown) {
  return { services: [{ autostop, autostart: true, min_machines_running: 0 }] };
}

test.each(['stopped', 'suspended', 'created'])('a %s machine that nothing explains is broken', (state) => {
  expect(count({ state })).toEqual(BROKEN);
  expect(count({ state, config: null })).toEqual(BROKEN);
  expect(count({ state, config: { services: null, standbys: null, schedule: null } })).toEqual(BROKEN);
});

describe('a stopped machine is idle', () => {
  test.each([
    ['autostop as a boolean', service(true)],
    ['autostop as a word', service('stop')],
    ['autostop that suspends', service('suspend')],
    ['any one service with autostop', { services: [{ autostop: false }, { autostop: true }] }],
    ['being a standby', { standbys: ['3d8d413b29d089'] }],
    ['a schedule', { schedule: 'hourly' }],
    ['destroying itself when done', { auto_destroy: true }],
  ])('by %s', (_why, config) => {
    expect(count({ state: 'stopped', config })).toEqual(IDLE);
  });
});

test.each([
  ['autostop off as a boolean', service(false)],
  ['autostop off as a word', service('off')],
  ['no standbys', { standbys: [] }],
  ['an empty schedule', { schedule: '' }],
  ['no autostop at all', service(null)],
])('a stopped machine with %s is broken', (_why, config) => {
  expect(count({ state: 'stopped', config })).toEqual(BROKEN);
});

test.each(['destroyed', 'destroying', 'replaced', 'replacing', 'migrated'])(
  'a %s machine does not count',
  (state) => {
    expect(count({ state })).toEqual(NONE);
  },
);

test.each([
  'creating',
  'starting',
  'stopping',
  'restarting',
  'suspending',
  'updating',
  'a-state-of-tomorrow',
])('a machine that is %s is neither running nor broken', (state) => {
  expect(count({ state })).toEqual(PASSING);
});

test.each(['failed', 'launch_failed'])('a %s machine is broken whatever its configuration', (state) => {
  expect(count({ state, config: service(true) })).toEqual(BROKEN);
});

test('a started machine runs, with warnings, without checks, and without a configuration', () => {
  expect(count({ state: 'started' })).toEqual(RUNNING);
  expect(count({ state: 'started', checks: null, config: null, host_status: 'unknown' })).toEqual(RUNNING);
  expect(count({ state: 'started', checks: [{ status: 'passing' }, { status: 'warning' }] })).toEqual(
    RUNNING,
  );
});

test('a critical check breaks a started machine, and says nothing of one at rest', () => {
  const checks = [{ name: 'http', status: 'critical' }];
  expect(count({ state: 'started', checks })).toEqual({ ...RUNNING, broken: 1 });
  expect(count({ state: 'stopped', checks, config: service(true) })).toEqual(IDLE);
});

test('a machine on an unreachable host does not run, whatever its state says', () => {
  expect(count({ state: 'started', host_status: 'unreachable', config: null })).toEqual(BROKEN);
});

test('a machine without a state is refused, not guessed', () => {
  expect(machinesSchema.safeParse([{ id: '3d8d413b29d089' }]).success).toBe(false);
  expect(machinesSchema.safeParse([{ state: null }]).success).toBe(false);
});
