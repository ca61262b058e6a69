import { describe, expect, test } from 'vitest';
import type { Reason, Status } from '../../../src/contracts/status.ts';
import { officialOf } from '../../../test/support/dashboard-feeds.ts';
import { type FixtureMonitor, monitor } from '../../../test/support/dashboard-monitors.ts';
import type { Board, BoardMonitor } from './board.ts';
import { headline } from './headline.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 0, 0);

function board(monitors: readonly BoardMonitor[], warming = false): Board {
  return { monitors, generatedAtMs: NOW, warming, stub: false, rich: true };
}

function bad(
  name: string,
  reason: Reason,
  status: Status = 'unhealthy',
  blamed: Partial<FixtureMonitor> = {},
): BoardMonitor {
  return monitor(name, { status, reason, ...blamed });
}

function missing(name: string, official: BoardMonitor['official'] = null): BoardMonitor {
  return monitor(name, { status: 'unknown', reason: 'auth_missing', official });
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
      'Supabase is failing on its own side.',
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
    ['none is set up', board(five.map((name) => missing(name))), 'Nothing is set up yet.', 'unknown'],
    [
      'who has to act comes first',
      but(bad('supabase', 'http_server_error'), bad('sentry', 'auth_rejected')),
      'Your Sentry token was rejected. Supabase is failing on its own side.',
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
    const state = board([...five.slice(0, 4).map((name) => missing(name)), bad('fly', 'timeout', 'unknown')]);
    expect(headline(state, NOW, 'utc').text).toBe('Fly.io does not answer in time.');
  });

  test('leads to the setup only when there is nothing worse', () => {
    expect(headline(but(missing('sentry')), NOW, 'utc').setupLink).toBe('headline');
    expect(headline(but(missing('sentry'), bad('fly', 'timeout', 'unknown')), NOW, 'utc')).toMatchObject({
      setupLink: null,
      notes: ['Three are healthy.', 'Sentry is not set up yet.'],
    });
  });

  const failed = (count: number, reason: Reason = 'http_server_error', status: Status = 'unhealthy') =>
    Array.from({ length: count }, (_, index) => bad(`${reason}-${index}`, reason, status));

  test.each([
    [9, 15, '9 services are failing on their own side, 15 are degraded.'],
    [9, 12, 'Nine services are failing on their own side, twelve are degraded.'],
    [15, 4, '15 services are failing on their own side, 4 are degraded.'],
    [13, 1, '13 services are failing on their own side. threshold_crossed-0 is degraded.'],
  ])('writes %d and %d alike, and in one sentence where both are counted', (failing, degraded, text) => {
    const monitors = [...failed(failing), ...failed(degraded, 'threshold_crossed', 'degraded')];
    expect(headline(board(monitors), NOW, 'utc').text).toBe(text);
  });

  test('writes the notes as the sentence', () => {
    const state = board([...fine, ...failed(13), ...failed(4, 'timeout', 'unknown')]);
    expect(headline(state, NOW, 'utc')).toMatchObject({
      text: '13 services are failing on their own side, 4 do not answer in time.',
      notes: ['5 are healthy.'],
    });
    expect(
      headline(board([...fine, ...Array.from({ length: 10 }, (_, i) => missing(`m${i}`))]), NOW, 'utc'),
    ).toMatchObject({ text: '10 of 15 are not set up yet.', notes: ['The other 5 are healthy.'] });
  });

  describe('once the experiments have said whose fault it is', () => {
    const page = {
      words: '',
      page_url: 'https://status.example',
      state: 'operational',
      since: null,
    } as const;
    const down = bad('supabase', 'http_server_error', 'unhealthy', {
      fault: 'provider',
      official: { ...page, state: 'outage', since: '2026-11-23T13:51:00.000Z' },
      sentence: 'Supabase is refusing everybody. Their status page agrees.',
    });
    const rejected = bad('sentry', 'auth_rejected', 'unhealthy', {
      fault: 'credential',
      sentence: 'Your Sentry token was rejected. Sentry itself is fine.',
    });
    const limited = bad('vercel', 'rate_limited', 'unhealthy', {
      fault: 'quota',
      quota: null,
      sentence: 'Vercel is limiting you until 14:20. Looking less often.',
    });
    const cut = (name: string) => bad(name, 'timeout', 'unknown', { fault: 'network' });

    test('the joint verdict of the one in trouble is the headline', () => {
      expect(headline(but(down), NOW, 'utc')).toMatchObject({
        text: 'Supabase is refusing everybody. Their status page agrees.',
        tone: 'unhealthy',
        notes: ['They say so since 13:51.', 'Four are healthy.'],
      });
    });

    test('what waits for a person comes before it, and what is only watched after it in small type', () => {
      expect(headline(but(down, rejected), NOW, 'utc')).toMatchObject({
        text: 'Your Sentry token was rejected. Sentry itself is fine.',
        notes: ['Supabase is failing on its own side.', 'Three are healthy.'],
      });
      expect(headline(but(down, limited), NOW, 'utc')).toMatchObject({
        text: 'Supabase is refusing everybody. Their status page agrees.',
        notes: ['They say so since 13:51.', 'Vercel is limiting you.', 'Three are healthy.'],
      });
    });

    test('there is no joint verdict while the experiments go on, nor where it is no sentence of its own', () => {
      const text = (changes: Partial<FixtureMonitor>) =>
        headline(but({ ...down, ...changes }), NOW, 'utc').text;
      expect(text({ fault: null })).toBe('Supabase is failing on its own side.');
      expect(text({ fault: 'undetermined' })).toBe('Supabase is not answering properly.');
      expect(text({ status: 'degraded', believed: 'degraded' })).toBe('Supabase is degraded.');
      expect(text({ sentence: '' })).toBe('Supabase is failing on its own side.');
      expect(text({ fault: 'dns', sentence: 'This machine cannot resolve it.' })).toBe(
        'This machine cannot resolve it.',
      );
    });

    test('two that wait for a person are both named', () => {
      const denied = bad('fly', 'permission_denied', 'unhealthy', { fault: 'permission', sentence: 'Long.' });
      expect(headline(but(rejected, denied), NOW, 'utc').text).toBe(
        'Your Sentry token was rejected. Your Fly.io token lacks a permission.',
      );
    });

    test('silence that is pinned on the provider is theirs, and what contradicts itself is not guessed at', () => {
      const pinned = bad('fly', 'timeout', 'unhealthy', { fault: 'provider' });
      expect(headline(but(pinned), NOW, 'utc').text).toBe('Fly.io is failing on its own side.');
      const unclear = bad('fly', 'auth_rejected', 'unhealthy', { fault: 'undetermined' });
      expect(headline(but(unclear), NOW, 'utc').text).toBe('Fly.io is not answering properly.');
    });

    test('what comes and goes is not told as if it was so now', () => {
      const flapping = { ...down, flapping: true };
      expect(headline(but(flapping), NOW, 'utc').text).toBe('Supabase keeps changing its state.');
    });

    test('a lost network of this machine says nothing about the others, whatever else there is', () => {
      const near = monitor('vercel');
      const state = board([near, rejected, cut('doppler'), cut('supabase'), missing('fly')]);
      expect(headline(state, NOW, 'utc')).toEqual({
        text: 'This machine has lost its network. Nothing here says anything about the others.',
        tone: 'unhealthy',
        notes: [
          'Everything else waits until it is back.',
          'Vercel can still be reached.',
          'Fly.io is not set up yet.',
        ],
        setupLink: null,
      });
    });
  });

  describe('with what the status pages say', () => {
    test('a newcomer sees the official states, without any tone, and the way to the setup', () => {
      const state = board(five.map((name) => missing(name, officialOf(name))));
      expect(headline(state, NOW, 'utc')).toEqual({
        text: 'All five status pages report normal operation.',
        tone: null,
        notes: ['Kora itself looks at none of them yet.'],
        setupLink: 'notes',
      });
      const out = five.map((name) =>
        missing(name, officialOf(name, name === 'fly' ? 'outage' : 'operational')),
      );
      expect(headline(board(out), NOW, 'utc').text).toBe("Fly.io's status page tells of an outage.");
      const sick = five.map((name) =>
        missing(name, officialOf(name, name === 'fly' ? 'sick' : 'operational')),
      );
      expect(headline(board(sick), NOW, 'utc').text).toBe('All four status pages report normal operation.');
    });

    test('trouble that only they see is told, and changes no tone', () => {
      const admitted = monitor('fly', { official: officialOf('fly', 'degraded') });
      expect(headline(but(admitted), NOW, 'utc')).toMatchObject({
        text: 'All five services are healthy.',
        tone: 'healthy',
        notes: ["Fly.io's status page tells of trouble that our looks do not see."],
      });
    });

    test('a page that cannot be read says nothing about the service', () => {
      const sick = monitor('fly', { official: officialOf('fly', 'sick') });
      expect(headline(but(sick), NOW, 'utc')).toMatchObject({ tone: 'healthy', notes: [] });
    });
  });

  test('counts many instead of naming them', () => {
    const monitors = Array.from({ length: 40 }, (_, index) => bad(`check-${index}`, 'http_server_error'));
    expect(headline(board(monitors), NOW, 'utc').text).toBe('40 services are failing on their own side.');
  });
});
