import { expect, test } from 'vitest';
import type { Fault, Reason, Status } from '../contracts/status.ts';
import {
  advanceOwnOutage,
  NO_OWN_OUTAGE,
  type OwnOutageState,
  ownOutageReason,
  type SightOfMonitor,
} from './own-outage.ts';

const AT = Date.UTC(2026, 10, 24, 12);

function at(second: number): number {
  return AT + second * 1000;
}

function blind(reason: Reason, since = 0, latest = since + 30, fault: Fault | null = null): SightOfMonitor {
  return {
    sightLostSinceMs: at(since),
    latest: { startedAtMs: at(latest), status: 'unknown', reason, fault },
  };
}

/** Blind by a look of which it was found out whose fault it is. */
function found(reason: Reason, fault: Fault): SightOfMonitor {
  return blind(reason, 0, 30, fault);
}

function seen(latest: number, status: Status = 'healthy', reason: Reason = 'ok'): SightOfMonitor {
  return { sightLostSinceMs: null, latest: { startedAtMs: at(latest), status, reason, fault: null } };
}

const unset: SightOfMonitor = blind('auth_missing');
const neverLookedAt: SightOfMonitor = { sightLostSinceMs: null, latest: null };
const open: OwnOutageState = { lastMeasuredAtMs: null, startedAtMs: at(0) };

test.each<[string, readonly SightOfMonitor[], Reason | null]>([
  ['no monitor at all', [], null],
  ['one monitor alone', [blind('network_unreachable')], null],
  [
    'two that see no network',
    [blind('network_unreachable'), blind('network_unreachable')],
    'network_unreachable',
  ],
  ['two that resolve no name', [blind('dns_failed'), blind('dns_failed')], 'dns_failed'],
  ['a bug of our own', [blind('internal_error'), blind('internal_error')], 'internal_error'],
  ['one monitor alone, and no sentinel answers', [found('timeout', 'network')], 'network_unreachable'],
  ['one monitor alone, and nothing was found out', [found('timeout', 'undetermined')], null],
  [
    'timeouts that are our own',
    [found('timeout', 'network'), found('connection_reset', 'network')],
    'network_unreachable',
  ],
  ['one that is at its own provider', [found('timeout', 'network'), found('timeout', 'quota')], null],
  ['timeouts alone', [blind('timeout'), blind('timeout'), blind('timeout')], null],
  [
    'timeouts with one telling reason',
    [blind('timeout'), blind('timeout'), blind('dns_failed')],
    'dns_failed',
  ],
  ['one that still sees', [blind('dns_failed'), blind('dns_failed'), seen(30)], null],
  [
    'one that sees something bad',
    [blind('dns_failed'), blind('dns_failed'), seen(30, 'unhealthy', 'timeout')],
    null,
  ],
  ['one that failed at the target', [blind('dns_failed'), blind('dns_failed'), blind('rate_limited')], null],
  ['one whose loss is not believed yet', [blind('dns_failed'), seen(30, 'unknown', 'dns_failed')], null],
  [
    'one that measured again, not believed yet',
    [blind('dns_failed'), { ...seen(60), sightLostSinceMs: at(0) }],
    null,
  ],
  ['one that is set up, one that is not', [blind('dns_failed'), unset], null],
  ['two that are set up, one that is not', [blind('dns_failed'), blind('timeout'), unset], 'dns_failed'],
  ['one looked at, one not yet', [blind('dns_failed'), neverLookedAt], null],
  ['two looked at, one not yet', [blind('dns_failed'), blind('dns_failed'), neverLookedAt], 'dns_failed'],
  [
    'the reason that most give',
    [blind('network_unreachable'), blind('dns_failed'), blind('dns_failed'), blind('timeout')],
    'dns_failed',
  ],
  [
    'the plainer of two as frequent',
    [blind('dns_failed'), blind('network_unreachable')],
    'network_unreachable',
  ],
])('%s', (_, monitors, reason) => {
  expect(ownOutageReason(monitors)).toBe(reason);
});

test('it begins with the first unknown look of all of them', () => {
  const monitors = [blind('network_unreachable', 20), blind('network_unreachable', 5), blind('timeout', 12)];
  expect(advanceOwnOutage(NO_OWN_OUTAGE, at(60), monitors)).toEqual({
    state: { lastMeasuredAtMs: null, startedAtMs: at(5) },
    event: {
      kind: 'opened',
      atMs: at(5),
      reason: 'network_unreachable',
      why: "None of 3 monitors can be seen: the trouble is at Kora's own end.",
    },
  });
});

test('as long as one sees, nothing begins, and the newest sight is remembered', () => {
  const first = advanceOwnOutage(NO_OWN_OUTAGE, at(60), [seen(50), seen(20), blind('dns_failed')]);
  expect(first).toEqual({ state: { lastMeasuredAtMs: at(50), startedAtMs: null }, event: null });
  const second = advanceOwnOutage(first.state, at(61), [seen(20), blind('dns_failed')]);
  expect(second.state.lastMeasuredAtMs).toBe(at(50));
});

test('it does not begin before the last look that measured something', () => {
  const state = { lastMeasuredAtMs: at(1000), startedAtMs: null };
  const monitors = [blind('dns_failed', 0), blind('dns_failed', 1010), blind('dns_failed', 1005)];
  expect(advanceOwnOutage(state, at(1060), monitors).event?.atMs).toBe(at(1005));
});

test('it begins when the last of them went blind when all did so before the last measured look', () => {
  // Unknown, measured, unknown: sight is lost since the first of the three.
  const state = { lastMeasuredAtMs: at(30), startedAtMs: null };
  const monitors = [blind('dns_failed', 10, 60), blind('dns_failed', 15, 60)];
  expect(advanceOwnOutage(state, at(61), monitors).event?.atMs).toBe(at(15));
});

test('it goes on, and is told once, while nothing gets through', () => {
  const timeouts = [blind('timeout', 0, 90), blind('timeout', 0, 95)];
  expect(advanceOwnOutage(open, at(100), timeouts)).toEqual({ state: open, event: null });
  expect(advanceOwnOutage(open, at(100), [blind('dns_failed', 0, 90)]).event).toBeNull();
});

test('it ends with the first look that measured again, though sight is not believed yet', () => {
  const again = { ...seen(120, 'unhealthy', 'http_server_error'), sightLostSinceMs: at(0) };
  const monitors = [blind('dns_failed', 0, 110), again, seen(125)];
  expect(advanceOwnOutage(open, at(130), monitors)).toEqual({
    state: { lastMeasuredAtMs: at(125), startedAtMs: null },
    event: { kind: 'closed', atMs: at(120), reason: 'ok', why: 'Looks get through again.' },
  });
});

test('it ends with a look that failed for a reason of the target', () => {
  const { event } = advanceOwnOutage(open, at(130), [blind('dns_failed'), blind('rate_limited', 0, 120)]);
  expect(event).toMatchObject({ kind: 'closed', atMs: at(120) });
});

test('it ends when no monitor is left', () => {
  expect(advanceOwnOutage(open, at(130), [unset])).toMatchObject({
    state: { startedAtMs: null },
    event: { kind: 'closed', atMs: at(130) },
  });
});

test('it never ends before it began', () => {
  const late = { lastMeasuredAtMs: null, startedAtMs: at(500) };
  expect(advanceOwnOutage(late, at(130), [seen(120)]).event?.atMs).toBe(at(500));
  expect(advanceOwnOutage(late, at(130), []).event?.atMs).toBe(at(500));
});

test('one outage after another: each begins after the sight between them', () => {
  const first = advanceOwnOutage(NO_OWN_OUTAGE, at(40), [blind('dns_failed', 0), blind('dns_failed', 5)]);
  const over = advanceOwnOutage(first.state, at(100), [seen(90), blind('dns_failed', 5, 95)]);
  const second = advanceOwnOutage(over.state, at(200), [
    blind('dns_failed', 120),
    blind('dns_failed', 5, 190),
  ]);
  expect([first, over, second].map(({ event }) => event?.atMs)).toEqual([at(0), at(90), at(120)]);
});

test('there may be more monitors than a call takes arguments', () => {
  const many = Array.from({ length: 200_000 }, (_, index) => blind('dns_failed', index % 60));
  expect(advanceOwnOutage(NO_OWN_OUTAGE, at(100), many).event?.atMs).toBe(at(0));
});
