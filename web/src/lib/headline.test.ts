import { describe, expect, test } from 'vitest';
import type { Reason, Status } from '../../../src/contracts/status.ts';
import { monitor } from '../../../test/support/dashboard-monitors.ts';
import type { Board, BoardMonitor } from './board.ts';
import { headline } from './headline.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 0, 0);

function board(monitors: readonly BoardMonitor[], warming = false): Board {
  return { monitors, generatedAtMs: NOW, warming, stub: false, rich: true };
}

function bad(name: string, reason: Reason, status: Status = 'unhealthy'): BoardMonitor {
  return monitor(name, { status, reason });
}

function missing(name: string): BoardMonitor {
  return bad(name, 'auth_missing', 'unknown');
}

function pending(name: string): BoardMonitor {
  return monitor(name, { status: null, reason: null, checked_at: null, recent: [] });
}

const five = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'];
const fine = five.map((name) => monitor(name));

function but(...changed: readonly BoardMonitor[]): Board {
  return board(fine.map((one) => changed.find(({ name }) => name === one.name) ?? one));
}

describe('the sentence', () => {
  const cases: readonly (readonly [string, Board, string, Status | null])[] = [
    ['nothing was looked at', board(five.map(pending), true), 'Probes warming up…', null],
    ['nothing is known yet at all', board([], true), 'Probes warming up…', null],
    ['nothing is watched', board([]), 'Nothing is watched yet.', null],
    ['one is well', board([monitor('vercel')]), 'Vercel is healthy.', 'healthy'],
    ['two are well', board(fine.slice(0, 2)), 'Both services are healthy.', 'healthy'],
    ['all are well', board(fine), 'All five services are healthy.', 'healthy'],
    [
      'some are still looked at',
      board([...fine.slice(0, 3), pending('supabase'), pending('fly')]),
      'Three of five looked at, all healthy so far.',
      'healthy',
    ],
    [
      'a token was refused',
      but(bad('sentry', 'auth_rejected')),
      'Your Sentry token was rejected.',
      'unhealthy',
    ],
    [
      'two tokens were refused',
      but(bad('sentry', 'auth_rejected'), bad('fly', 'auth_rejected')),
      'Your Sentry and Fly.io tokens were rejected.',
      'unhealthy',
    ],
    [
      'a permission is missing',
      but(bad('vercel', 'permission_denied')),
      'Your Vercel token lacks a permission.',
      'unhealthy',
    ],
    [
      'a service fails',
      but(bad('supabase', 'http_server_error')),
      'Supabase is not answering properly.',
      'unhealthy',
    ],
    [
      'a service sends nonsense',
      but(bad('supabase', 'unexpected_body')),
      'Supabase is not answering properly.',
      'unhealthy',
    ],
    [
      'a service is silent',
      but(bad('fly', 'timeout', 'unknown')),
      'Fly.io does not answer in time.',
      'unknown',
    ],
    [
      'a service cannot be reached',
      but(bad('fly', 'connection_refused', 'unknown')),
      'Fly.io cannot be reached.',
      'unknown',
    ],
    [
      'a threshold is crossed',
      but(bad('sentry', 'threshold_crossed', 'degraded')),
      'Sentry is degraded.',
      'degraded',
    ],
    [
      'Kora itself failed',
      but(bad('fly', 'internal_error', 'unknown')),
      'Kora could not look at Fly.io.',
      'unknown',
    ],
    [
      'two are not set up',
      but(missing('sentry'), missing('fly')),
      'Two of five are not set up yet.',
      'unknown',
    ],
    ['none is set up', board(five.map(missing)), 'Nothing is set up yet.', 'unknown'],
    [
      'who has to act comes first',
      but(bad('supabase', 'http_server_error'), bad('sentry', 'auth_rejected')),
      'Your Sentry token was rejected. Supabase is not answering properly.',
      'unhealthy',
    ],
    [
      'everything is cut off',
      board(five.map((name) => bad(name, 'timeout', 'unknown'))),
      'Nothing can be reached from this machine.',
      'unknown',
    ],
  ];
  test.each(cases)('when %s', (_when, state, text, tone) => {
    expect(headline(state, NOW, 'utc')).toMatchObject({ text, tone });
  });

  test('says until when it is limited, as long as that lies ahead', () => {
    const limited = (resetAt: string) =>
      but(
        monitor('vercel', {
          status: 'unhealthy',
          reason: 'rate_limited',
          quota: { limit: 10, remaining: 0, reset_at: resetAt, retry_after_ms: null },
        }),
      );
    expect(headline(limited('2026-11-23T14:20:00.000Z'), NOW, 'utc').text).toBe(
      'Vercel is limiting you until 14:20.',
    );
    expect(headline(limited('2026-11-23T13:20:00.000Z'), NOW, 'utc').text).toBe('Vercel is limiting you.');
  });

  test('does not count what is not set up as cut off', () => {
    const state = board([...five.slice(0, 4).map(missing), bad('fly', 'timeout', 'unknown')]);
    expect(headline(state, NOW, 'utc').text).toBe('Fly.io does not answer in time.');
  });

  test('leads to the setup only when there is nothing worse', () => {
    expect(headline(but(missing('sentry')), NOW, 'utc').leadsToSetup).toBe(true);
    expect(headline(but(missing('sentry'), bad('fly', 'timeout', 'unknown')), NOW, 'utc')).toMatchObject({
      leadsToSetup: false,
      notes: ['Three are healthy.', 'Sentry is not set up yet.'],
    });
  });

  const failed = (count: number, reason: Reason = 'http_server_error', status: Status = 'unhealthy') =>
    Array.from({ length: count }, (_, index) => bad(`${reason}-${index}`, reason, status));

  test.each([
    [9, 15, '9 services are not answering properly, 15 are degraded.'],
    [9, 12, 'Nine services are not answering properly, twelve are degraded.'],
    [15, 4, '15 services are not answering properly, 4 are degraded.'],
    [13, 1, '13 services are not answering properly. threshold_crossed-0 is degraded.'],
  ])('writes %d and %d alike, and in one sentence where both are counted', (failing, degraded, text) => {
    const monitors = [...failed(failing), ...failed(degraded, 'threshold_crossed', 'degraded')];
    expect(headline(board(monitors), NOW, 'utc').text).toBe(text);
  });

  test('writes the notes as the sentence', () => {
    const state = board([...fine, ...failed(13), ...failed(4, 'timeout', 'unknown')]);
    expect(headline(state, NOW, 'utc')).toMatchObject({
      text: '13 services are not answering properly, 4 do not answer in time.',
      notes: ['5 are healthy.'],
    });
    expect(
      headline(board([...fine, ...Array.from({ length: 10 }, (_, i) => missing(`m${i}`))]), NOW, 'utc'),
    ).toMatchObject({ text: '10 of 15 are not set up yet.', notes: ['The other 5 are healthy.'] });
  });

  test('counts many instead of naming them', () => {
    const monitors = Array.from({ length: 40 }, (_, index) => bad(`check-${index}`, 'http_server_error'));
    expect(headline(board(monitors), NOW, 'utc').text).toBe('40 services are not answering properly.');
  });
});
