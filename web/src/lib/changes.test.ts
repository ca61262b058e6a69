import { expect, test } from 'vitest';
import type { Beat } from '../../../src/contracts/monitors.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { monitor } from '../../../test/support/dashboard-monitors.ts';
import { latestChanges } from './changes.ts';

function beats(...statuses: readonly Status[]): Beat[] {
  return statuses.map((status, index) => ({
    at: `2026-11-23T14:0${index}:00.000Z`,
    status,
    reason: status === 'healthy' ? 'ok' : 'http_server_error',
    latency_ms: 1,
  }));
}

test('tells each change with how long the state before it lasted, the newest first', () => {
  const changes = latestChanges(
    [monitor('fly', { recent: beats('healthy', 'unhealthy', 'unhealthy', 'healthy') })],
    8,
  );
  expect(changes.map(({ at, from, to, lastedMs }) => [at.slice(11, 16), from, to, lastedMs])).toEqual([
    ['14:03', 'unhealthy', 'healthy', 120_000],
    ['14:01', 'healthy', 'unhealthy', null],
  ]);
});

test('mixes monitors by time and stops at the wanted number', () => {
  const a = monitor('a', { recent: beats('healthy', 'degraded') });
  const b = monitor('b', { recent: beats('healthy', 'healthy', 'degraded') });
  expect(latestChanges([a, b], 1).map(({ name }) => name)).toEqual(['b']);
  expect(latestChanges([monitor('c', { recent: [] })], 8)).toEqual([]);
});
