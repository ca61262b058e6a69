import { expect, test } from 'vitest';
import { monitor } from '../../../test/support/dashboard-monitors.ts';
import type { Board, BoardMonitor } from './board.ts';
import { tabTitle } from './tab-title.ts';

function board(...monitors: readonly BoardMonitor[]): Board {
  return { monitors, generatedAtMs: 0, warming: false, stub: false, rich: true };
}

const fine = monitor('fly');
const bad = monitor('vercel', { status: 'unhealthy', reason: 'http_server_error' });
const worse = board(fine, bad, monitor('sentry', { status: 'degraded', reason: 'threshold_crossed' }));

test.each([
  ['/', worse, '1 unhealthy · Overview · Kora'],
  ['/monitors', worse, '1 unhealthy · Monitors · Kora'],
  ['/monitors/fly', worse, '1 unhealthy · Fly.io · Kora'],
  ['/monitors/gone%2Fone', worse, '1 unhealthy · gone/one · Kora'],
  ['/incidents/abc', worse, '1 unhealthy · Incident · Kora'],
  ['/heartbeat/', board(fine), 'All healthy · Heartbeat · Kora'],
  ['/mcp', board(monitor('fly', { status: 'unknown' }), fine), '1 pending · MCP servers · Kora'],
  ['/providers', board(fine), 'All healthy · Providers · Kora'],
  ['/providers/fly', board(fine), 'All healthy · Fly.io · Kora'],
  ['/providers/gone%2Fone', board(fine), 'All healthy · gone/one · Kora'],
  ['/ledger', board(fine), 'All healthy · Ledger · Kora'],
  ['/credentials', board(fine), 'All healthy · Credentials · Kora'],
  ['/tasks', board(monitor('fly', { status: null, believed: null })), 'Warming up · Tasks · Kora'],
  ['/setup', board(), 'Setup · Kora'],
  ['/nowhere', undefined, 'Not found · Kora'],
])('%s', (path, state, title) => {
  expect(tabTitle(path, state, false)).toBe(title);
});

test('what is doubted is not cried about, and offline comes before what was known', () => {
  const doubted = monitor('fly', { status: 'unhealthy', believed: 'healthy' });
  expect(tabTitle('/', board(doubted), false)).toBe('All healthy · Overview · Kora');
  expect(tabTitle('/', worse, true)).toBe('Offline · Overview · Kora');
});
