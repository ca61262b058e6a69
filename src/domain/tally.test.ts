import { describe, expect, test } from 'vitest';
import { FAULTS, type Fault, type Status } from '../contracts/status.ts';
import type { Beat } from './beat.ts';
import { isSameLook, mergeBeats } from './beat.ts';
import { mergeTallies, statusTimes, type Tally, tallyByPeriod } from './tally.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 20);
const HOUR = { fromMs: START_MS, toMs: START_MS + HOUR_MS, periodMs: HOUR_MS };

function look(offsetMs: number, fields: Partial<Beat> = {}): Beat {
  return {
    startedAtMs: START_MS + offsetMs,
    status: 'healthy',
    reason: 'ok',
    fault: null,
    latencyMs: 10,
    phases: null,
    holdsMs: 40_000,
    ...fields,
  };
}

function only(tallies: ReadonlyMap<number, Tally>): Tally {
  const [tally] = tallies.values();
  if (tally === undefined) throw new Error('there is no tally');
  return tally;
}

describe('the time that looks speak for', () => {
  test('ends with the next look', () => {
    const beats = [look(0), look(30_000, { status: 'unhealthy', reason: 'timeout' }), look(60_000)];
    expect(statusTimes(only(tallyByPeriod(beats, null, HOUR)))).toEqual({
      healthyMs: 30_000 + 40_000,
      degradedMs: 0,
      unhealthyMs: 30_000,
      unknownMs: 0,
    });
  });

  test('ends by itself when no look follows: what nobody looked at is not measured', () => {
    const tally = only(tallyByPeriod([look(0), look(600_000)], null, HOUR));
    expect(statusTimes(tally).healthyMs).toBe(80_000);
    expect(tally.parts).toMatchObject([{ looks: 2 }]);
  });

  test('passes into the next period, which counts the time but not the look', () => {
    const minutes = tallyByPeriod([look(50_000)], null, { ...HOUR, periodMs: MINUTE_MS });
    expect(
      [...minutes].map(([startMs, { parts }]) => [startMs - START_MS, parts[0]?.looks, parts[0]?.ms]),
    ).toEqual([
      [0, 1, 10_000],
      [MINUTE_MS, 0, 30_000],
    ]);
  });

  test('comes in from before the span, up to the first look in it', () => {
    const carry = look(-20_000, { status: 'degraded', reason: 'threshold_crossed' });
    expect(statusTimes(only(tallyByPeriod([look(5_000)], carry, HOUR)))).toMatchObject({
      degradedMs: 5_000,
      healthyMs: 40_000,
    });
    expect(tallyByPeriod([], look(-40_000), HOUR).size).toBe(0);
  });

  test('does not pass the end of the span', () => {
    const tally = only(tallyByPeriod([look(HOUR_MS - 10_000)], null, HOUR));
    expect(statusTimes(tally).healthyMs).toBe(10_000);
  });

  test('is told apart by status, reason and fault, and merges back', () => {
    const beats = [
      look(0, { status: 'unknown', reason: 'timeout', fault: 'network', latencyMs: null }),
      look(30_000, { status: 'unknown', reason: 'timeout', fault: 'dns', latencyMs: null }),
    ];
    const minutes = tallyByPeriod(beats, null, { ...HOUR, periodMs: MINUTE_MS });
    const merged = mergeTallies(minutes.values());
    expect(merged.parts.map(({ fault, looks, ms }) => [fault, looks, ms])).toEqual([
      ['network', 1, 30_000],
      ['dns', 1, 40_000],
    ]);
    expect(merged.latency.count).toBe(0);
  });
});

describe('time in each status', () => {
  const spent = (status: Status, fault: Fault | null) => ({
    status,
    reason: 'timeout' as const,
    fault,
    looks: 1,
    ms: 10,
  });

  test.each(['provider', null] as const)('a bad look that is the fault of %s is bad time', (fault) => {
    expect(statusTimes({ parts: [spent('unhealthy', fault)] })).toMatchObject({
      unhealthyMs: 10,
      unknownMs: 0,
    });
  });

  test.each(FAULTS.filter((fault) => fault !== 'provider'))(
    'one that is the fault of %s measured nothing',
    (fault) => {
      expect(statusTimes({ parts: [spent('unhealthy', fault)] })).toMatchObject({
        unhealthyMs: 0,
        unknownMs: 10,
      });
    },
  );

  test('a degraded look was seen, whoever has to act', () => {
    expect(statusTimes({ parts: [spent('degraded', 'quota')] })).toMatchObject({
      degradedMs: 10,
      unknownMs: 0,
    });
  });
});

describe('looks told again', () => {
  test('the same look is one, another in the same millisecond is another', () => {
    const slow = look(0, { latencyMs: 900 });
    const merged = mergeBeats([look(0)], [look(0), slow, slow]);
    expect(merged).toEqual([look(0), { ...slow, startedAtMs: START_MS + 1 }]);
    expect(mergeBeats(merged, [slow])).toEqual(merged);
  });

  test('stay within their hour when they are moved', () => {
    const last = HOUR_MS - 1;
    const [moved] = mergeBeats([look(last)], [look(last, { latencyMs: 900 })]);
    expect(moved?.startedAtMs).toBe(START_MS + last - 1);
  });

  test('differ by any of what they hold', () => {
    const phases = { dnsMs: null, connectMs: 1, tlsMs: null, firstByteMs: 2, bodyMs: 3 };
    expect(isSameLook(look(0, { phases }), look(0, { phases: { ...phases } }))).toBe(true);
    for (const other of [
      look(1),
      look(0, { status: 'degraded' }),
      look(0, { reason: 'timeout' }),
      look(0, { fault: 'provider' }),
      look(0, { latencyMs: null }),
      look(0, { holdsMs: 1 }),
      look(0, { phases }),
      look(0, { phases: { ...phases, bodyMs: 4 } }),
    ])
      expect(isSameLook(look(0), other)).toBe(false);
  });
});
