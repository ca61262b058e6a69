import { describe, expect, test } from 'vitest';
import type { HeartbeatService } from '../../../src/contracts/heartbeat.ts';
import type { Beat } from '../../../src/contracts/monitors.ts';
import { monitor } from '../../../test/support/dashboard-monitors.ts';
import {
  type Board,
  boardFromServices,
  heartbeatRows,
  joinBeats,
  patchBoard,
  patchServices,
} from './board.ts';

function beat(second: number): Beat {
  return {
    at: `2026-11-23T14:00:${String(second).padStart(2, '0')}.000Z`,
    status: 'healthy',
    reason: 'ok',
    latency_ms: second,
  };
}

function at(second: number) {
  return { checked_at: beat(second).at, recent: [beat(second)] };
}

function boardOf(...monitors: Board['monitors']): Board {
  return { monitors, generatedAtMs: 0, warming: false, stub: false, rich: true };
}

const service: HeartbeatService = {
  name: 'fly',
  status: 'unhealthy',
  last_check_at: beat(1).at,
  latency_ms: 5,
  details: {},
  error: 'HTTP 503',
};

describe('a snapshot from the stream', () => {
  test('joins its beat to those that were known', () => {
    const patched = patchBoard(boardOf(monitor('fly', at(1))), [monitor('fly', at(2))]);
    expect(patched.monitors[0]?.recent).toEqual([beat(1), beat(2)]);
  });

  test('changes nothing when it is older, or tells the same again', () => {
    const known = monitor('fly', at(2));
    const board = boardOf(known);
    expect(patchBoard(board, [monitor('fly', at(1))])).toBe(board);
    expect(patchBoard(board, [known])).toBe(board);
  });

  test('is taken when the same look is judged anew', () => {
    const known = monitor('fly', at(2));
    const patched = patchBoard(boardOf(known), [{ ...known, details: { apps_running: 9 } }]);
    expect(patched.monitors[0]?.details).toEqual({ apps_running: 9 });
    expect(patched.monitors[0]?.recent).toHaveLength(1);
  });

  test('of an unknown monitor takes its place in the order', () => {
    const patched = patchBoard(boardOf(monitor('fly'), monitor('alpha')), [monitor('vercel')]);
    expect(patched.monitors.map(({ name }) => name)).toEqual(['vercel', 'fly', 'alpha']);
  });

  test('ends the warming of the frozen answer, unless no look of it has ended', () => {
    const warming = { services: [], generated_at: beat(0).at, stub: false, cache_warming: true };
    expect(patchServices(warming, monitor('fly', at(1)))).toMatchObject({
      cache_warming: false,
      services: [{ name: 'fly' }],
    });
    expect(patchServices(warming, monitor('fly', { status: null }))).toBe(warming);
  });

  test('gives the frozen contract what the look alone saw, whoever is to blame', () => {
    const services = { services: [service], generated_at: beat(0).at, stub: false, cache_warming: false };
    const pinned = monitor('fly', { ...at(9), status: 'unhealthy', fault: 'provider', latency_ms: null });
    expect(patchServices(services, pinned).services[0]?.status).toBe('unknown');
    const answered = monitor('fly', { ...at(9), status: 'unhealthy', fault: 'provider', latency_ms: 40 });
    expect(patchServices(services, answered).services[0]?.status).toBe('unhealthy');
  });
});

test('beats are kept without doubles, the newest 96', () => {
  expect(joinBeats([beat(1), beat(2)], [beat(2), beat(3)])).toEqual([beat(1), beat(2), beat(3)]);
  expect(joinBeats([beat(1)], [])).toEqual([beat(1)]);
  const many = Array.from({ length: 96 }, (_, index) => ({
    ...beat(0),
    at: `2026-11-23T13:${String(index).padStart(3, '0')}`,
  }));
  expect(joinBeats(many, [beat(1)])).toHaveLength(96);
});

describe('the rows of the heartbeat page', () => {
  test('take reasons from the same look', () => {
    const rich = monitor('fly', { status: 'unhealthy', error: 'HTTP 503', why: 'It failed.' });
    expect(heartbeatRows([service], [rich])[0]).toMatchObject({ why: 'It failed.', checked_at: beat(1).at });
  });

  test('never explain one verdict by the reason of another', () => {
    const rich = monitor('fly', { status: 'healthy', why: 'All is well.', setup: [] });
    expect(heartbeatRows([service], [rich])[0]).toMatchObject({
      status: 'unhealthy',
      why: '',
      reason: null,
      error: 'HTTP 503',
    });
  });

  test('keep what explains silence that is pinned on the provider, which the contract has to call unknown', () => {
    const pinned = monitor('fly', {
      status: 'unhealthy',
      error: 'HTTP 503',
      fault: 'provider',
      why: 'It is silent.',
      latency_ms: null,
    });
    const silent = { ...service, status: 'unknown' as const };
    expect(heartbeatRows([silent], [pinned])[0]).toMatchObject({
      status: 'unknown',
      fault: 'provider',
      why: 'It is silent.',
    });
    expect(heartbeatRows([silent], [{ ...pinned, fault: 'undetermined' }])[0]?.why).toBe('');
    const intercepted = { ...pinned, status: 'unknown', fault: 'network', latency_ms: 12 } as const;
    expect(heartbeatRows([service], [intercepted])[0]).toMatchObject({
      status: 'unhealthy',
      fault: 'network',
    });
  });

  test('stand by the frozen contract alone', () => {
    const board = boardFromServices({
      services: [{ ...service, name: 'other', last_check_at: null }],
      generated_at: beat(0).at,
      stub: true,
      cache_warming: false,
    });
    expect(board).toMatchObject({
      stub: true,
      rich: false,
      monitors: [{ title: 'other', recent: [], kind: 'check' }],
    });
  });

  test('see that a service is not set up, by the frozen error', () => {
    const unset = {
      ...service,
      status: 'unknown' as const,
      error: "auth env unset or empty: 'KORA_FLY_API_TOKEN'",
    };
    expect(heartbeatRows([unset], [])[0]?.reason).toBe('auth_missing');
  });
});
