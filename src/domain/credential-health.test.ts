import { describe, expect, test } from 'vitest';
import type { Fault, Reason } from '../contracts/status.ts';
import {
  afterTelling,
  afterUse,
  type CredentialFacts,
  type CredentialHealth,
  daysLeft,
  expiryWarning,
  factsOf,
  needRank,
  newHealth,
  resumeHealth,
  stateOf,
} from './credential-health.ts';

const T = Date.UTC(2026, 10, 25, 14);
const DAY_MS = 86_400_000;

type Use = readonly [Reason, number, (Fault | null)?, string?];

/** How a credential fares after calls in turn; minutes count from T. */
function faring(uses: readonly Use[], byLook: CredentialFacts = {}): CredentialHealth {
  return uses.reduce(
    (health, [reason, minute, fault, monitor]) =>
      afterUse(health, {
        monitor: monitor ?? 'vercel',
        reason,
        fault: fault ?? null,
        atMs: T + minute * 60_000,
      }),
    newHealth(byLook),
  );
}

const minute = (count: number) => T + count * 60_000;
const stateAfter = (uses: readonly Use[]) => stateOf(faring(uses), minute(60));

describe('what looks say', () => {
  test.each<readonly [string, readonly Use[], string]>([
    ['nothing was asked yet', [], 'untried'],
    ['nothing was asked for want of it', [['auth_missing', 0]], 'untried'],
    ['it was answered', [['ok', 0]], 'working'],
    ['it was answered with numbers that are too high', [['threshold_crossed', 0]], 'working'],
    ['it was answered, and little is left of the quota', [['quota_low', 0]], 'working'],
    ['it was refused', [['auth_rejected', 0]], 'rejected'],
    ['it was known, and not allowed this', [['permission_denied', 0]], 'working'],
    [
      'no call got far enough',
      [
        ['timeout', 0],
        ['http_server_error', 1],
      ],
      'unsure',
    ],
    [
      'no call got far enough after it worked',
      [
        ['ok', 0],
        ['timeout', 1],
      ],
      'working',
    ],
    [
      'no call got far enough after it was refused',
      [
        ['auth_rejected', 0],
        ['timeout', 1],
      ],
      'rejected',
    ],
    [
      'it works again',
      [
        ['auth_rejected', 0],
        ['ok', 1],
      ],
      'working',
    ],
    [
      'it was revoked',
      [
        ['ok', 0],
        ['auth_rejected', 1],
      ],
      'rejected',
    ],
    ['it was limited', [['rate_limited', 0]], 'unsure'],
  ])('%s', (_what, uses, state) => {
    expect(stateAfter(uses)).toBe(state);
  });

  test('the first refusal is told, and when it last worked before', () => {
    const health = faring([
      ['ok', 0],
      ['auth_rejected', 5],
      ['timeout', 10],
      ['auth_rejected', 15],
    ]);
    expect(health).toMatchObject({
      lastWorkedAtMs: minute(0),
      rejectedSinceMs: minute(5),
      lastTriedAtMs: minute(15),
    });
  });

  test('a new refusal after it worked begins anew', () => {
    const health = faring([
      ['auth_rejected', 0],
      ['ok', 5],
      ['auth_rejected', 10],
    ]);
    expect(health.rejectedSinceMs).toBe(minute(10));
  });

  test('a monitor that it may not serve is named until it serves it', () => {
    const uses: Use[] = [
      ['permission_denied', 0, 'permission', 'docs'],
      ['ok', 1, null, 'shop'],
    ];
    expect(faring(uses)).toMatchObject({ lacking: ['docs'], lastWorkedAtMs: minute(1) });
    expect(faring([...uses, ['permission_denied', 2, null, 'docs']]).lacking).toEqual(['docs']);
    expect(faring([...uses, ['ok', 2, null, 'docs']]).lacking).toEqual([]);
  });
});

describe('a refusal that is somebody else’s fault', () => {
  test.each<Fault>(['provider', 'undetermined', 'network'])('of %s is taken back', (fault) => {
    expect(
      stateAfter([
        ['ok', 0],
        ['auth_rejected', 5],
        ['auth_rejected', 5, fault],
      ]),
    ).toBe('working');
    expect(
      stateAfter([
        ['auth_rejected', 5],
        ['auth_rejected', 5, fault],
      ]),
    ).toBe('unsure');
    expect(
      stateAfter([
        ['ok', 0],
        ['permission_denied', 5, fault],
      ]),
    ).toBe('working');
    expect(faring([['permission_denied', 5, fault]]).lastWorkedAtMs).toBe(null);
  });

  test('does not take back an earlier one of its own', () => {
    const health = faring([
      ['auth_rejected', 5, 'credential'],
      ['auth_rejected', 10],
      ['auth_rejected', 10, 'provider'],
    ]);
    expect(health.rejectedSinceMs).toBe(minute(5));
  });

  test('is one all the same when the fault is its own', () => {
    expect(
      stateAfter([
        ['auth_rejected', 5],
        ['auth_rejected', 5, 'credential'],
      ]),
    ).toBe('rejected');
  });
});

describe('its end', () => {
  test.each([
    [31 * DAY_MS, 31, 'none'],
    [31 * DAY_MS - 1, 30, '30_days'],
    [15 * DAY_MS, 15, '30_days'],
    [15 * DAY_MS - 1, 14, '14_days'],
    [8 * DAY_MS, 8, '14_days'],
    [8 * DAY_MS - 1, 7, '7_days'],
    [2 * DAY_MS, 2, '7_days'],
    [2 * DAY_MS - 1, 1, '1_day'],
    [1, 0, '1_day'],
    [0, 0, 'expired'],
    [-1, -1, 'expired'],
    [-DAY_MS - 1, -2, 'expired'],
  ])('%i ms ahead is %i days and warned of as %s', (aheadMs, days, warning) => {
    expect(daysLeft(T + aheadMs, T)).toBe(days);
    expect(expiryWarning(T + aheadMs, T)).toBe(warning);
  });

  test('that never comes, or that nobody tells, is not warned of', () => {
    expect([expiryWarning(null, T), expiryWarning(undefined, T)]).toEqual(['none', 'none']);
  });

  const ending = { kind: 'a key', expiresAtMs: minute(10) };

  test('that has passed is expired, refused or not', () => {
    expect(stateOf(newHealth(ending), minute(10))).toBe('expired');
    expect(stateOf(faring([['ok', 5]], ending), minute(11))).toBe('expired');
    expect(
      stateOf(
        faring(
          [
            ['ok', 5],
            ['auth_rejected', 12],
          ],
          ending,
        ),
        minute(12),
      ),
    ).toBe('expired');
  });

  test('that the provider does not keep to leaves it working', () => {
    expect(stateOf(faring([['ok', 12]], ending), minute(12))).toBe('working');
    expect(
      stateOf(
        faring(
          [
            ['ok', 12],
            ['auth_rejected', 13],
          ],
          ending,
        ),
        minute(13),
      ),
    ).toBe('expired');
  });

  test('that the provider tells comes before what its look tells', () => {
    const health = afterTelling(faring([], ending), { expiresAtMs: minute(90), owner: 'team a' }, minute(1));
    expect(factsOf(health)).toEqual({ kind: 'a key', owner: 'team a', expiresAtMs: minute(90) });
    expect(health.checkedAtMs).toBe(minute(1));
    expect(stateOf(health, minute(20))).toBe('untried');
  });
});

describe('after a restart', () => {
  const key = { kind: 'a key' };
  const kept = afterTelling(
    faring(
      [
        ['ok', 0],
        ['auth_rejected', 5],
      ],
      key,
    ),
    { owner: 'team a' },
    minute(1),
  );

  test('an untried credential is as it was left', () => {
    expect(resumeHealth(kept, newHealth(key))).toEqual(kept);
  });

  test('one that is refused again has been refused since the first time', () => {
    expect(resumeHealth(kept, faring([['auth_rejected', 30]], key))).toMatchObject({
      rejectedSinceMs: minute(5),
      lastWorkedAtMs: minute(0),
      lastTriedAtMs: minute(30),
      told: { owner: 'team a' },
    });
  });

  test('one that works forgets the refusal', () => {
    const resumed = resumeHealth(kept, faring([['ok', 30]], key));
    expect(resumed).toMatchObject({ rejectedSinceMs: null, lastWorkedAtMs: minute(30) });
  });

  test('one that worked and was refused since then counts from then', () => {
    const resumed = resumeHealth(
      kept,
      faring(
        [
          ['ok', 30],
          ['auth_rejected', 35],
        ],
        key,
      ),
    );
    expect(resumed.rejectedSinceMs).toBe(minute(35));
  });

  test('one that could not be tried is as it was left, but for the try', () => {
    expect(resumeHealth(kept, faring([['timeout', 30]], key))).toEqual({
      ...kept,
      lastTriedAtMs: minute(30),
    });
  });

  test('what was told since the start is newer', () => {
    const seen = afterTelling(newHealth(key), { owner: 'team b' }, minute(40));
    expect(resumeHealth(kept, seen)).toMatchObject({ told: { owner: 'team b' }, checkedAtMs: minute(40) });
  });

  test.each<CredentialFacts>([{ kind: 'another key' }, { kind: 'a key', expiresAtMs: minute(99) }, {}])(
    'another credential in its place (%j) begins anew',
    (byLook) => {
      expect(resumeHealth(kept, newHealth(byLook))).toEqual(newHealth(byLook));
    },
  );
});

test('what needs a person comes first', () => {
  const base = { state: 'working', warning: 'none', isLacking: false, isOverPrivileged: false } as const;
  const inOrder = [
    { ...base, state: 'rejected' },
    { ...base, warning: '1_day' },
    { ...base, warning: '7_days' },
    { ...base, isLacking: true },
    { ...base, warning: '14_days' },
    { ...base, warning: '30_days' },
    { ...base, isOverPrivileged: true },
    { ...base, state: 'unsure' },
    base,
    { ...base, state: 'missing' },
  ] as const;
  const ranks = inOrder.map(needRank);
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  expect(new Set(ranks).size).toBe(inOrder.length);
  expect(needRank({ ...base, state: 'expired', isOverPrivileged: true })).toBe(ranks[0]);
});
