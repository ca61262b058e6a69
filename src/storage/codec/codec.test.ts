import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyBeat, beat, START_MS } from '../../../test/support/beats.ts';
import { FAULTS, REASONS, STATUSES } from '../../contracts/status.ts';
import { mergeTallies, tallyByPeriod } from '../../domain/tally.ts';
import { readBatch, writeBatch } from './beat-batch.ts';
import { BeatWriter, readBeats } from './beat-codec.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readTallies, readTally, writeTallies, writeTally } from './tally-codec.ts';

const HOUR_MS = 3_600_000;

describe('whole numbers', () => {
  test('come back as they went, of any size and sign', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (numbers) => {
        const writer = new ByteWriter();
        for (const number of numbers) {
          writer.unsigned(Math.abs(number));
          if (Math.abs(number) < 2 ** 51) writer.signed(number);
        }
        const reader = new ByteReader(writer.bytes());
        for (const number of numbers) {
          expect(reader.unsigned()).toBe(Math.abs(number));
          if (Math.abs(number) < 2 ** 51) expect(reader.signed()).toBe(number === 0 ? 0 : number);
        }
        expect(reader.isAtEnd).toBe(true);
      }),
    );
  });

  test('bytes that end too early are told, not guessed', () => {
    expect(() => new ByteReader(new Uint8Array([0x80])).unsigned()).toThrow(RangeError);
    expect(() => new ByteReader(new Uint8Array(2)).take(3)).toThrow(RangeError);
  });
});

describe('beats', () => {
  test('come back as they went, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(anyBeat(HOUR_MS), { maxLength: 40 }), (beats) => {
        const writer = new BeatWriter(START_MS);
        for (const one of beats) writer.append(one);
        expect(readBeats(new ByteReader(writer.bytes()), START_MS)).toEqual(beats);
        expect(writer.count).toBe(beats.length);
      }),
    );
  });

  test('of many monitors come back from one row, each monitor in its order', () => {
    const any = fc.array(fc.record({ monitorId: fc.integer({ min: 1, max: 3 }), beat: anyBeat(HOUR_MS) }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(any, (beats) => {
        const back = readBatch(writeBatch(beats));
        for (const id of [1, 2, 3]) {
          const of = (list: typeof back) => list.filter(({ monitorId }) => monitorId === id);
          expect(of(back)).toEqual(of(beats));
        }
      }),
    );
  });

  test('take eight bytes at most when they are as beats usually are', () => {
    const writer = new BeatWriter(START_MS);
    for (let i = 0; i < 120; i += 1) {
      const phases = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 119 + (i % 7), bodyMs: 0.8 };
      writer.append(
        beat(START_MS + i * 30_000 + ((i * 13) % 9), { latencyMs: 120 + ((i * 31) % 40), phases }),
      );
    }
    expect(writer.bytes().length / writer.count).toBeLessThanOrEqual(8);
  });
});

describe('tallies', () => {
  const periods = { fromMs: START_MS, toMs: START_MS + HOUR_MS, periodMs: 60_000 };
  const sorted = fc
    .uniqueArray(anyBeat(HOUR_MS - 1), { selector: ({ startedAtMs }) => startedAtMs, maxLength: 30 })
    .map((beats) => beats.sort((a, b) => a.startedAtMs - b.startedAtMs));

  test('come back as they went, one alone and the minutes of an hour', () => {
    fc.assert(
      fc.property(sorted, (beats) => {
        const minutes = tallyByPeriod(beats, null, periods);
        expect(readTallies(writeTallies(minutes, START_MS, 60_000), START_MS, 60_000)).toEqual(
          new Map([...minutes].sort(([a], [b]) => a - b)),
        );
        const hour = mergeTallies(minutes.values());
        expect(readTally(writeTally(hour))).toEqual(hour);
      }),
    );
  });
});

test('the words that stored bytes stand for keep their places for ever', () => {
  expect(STATUSES).toEqual(['healthy', 'degraded', 'unhealthy', 'unknown']);
  expect(REASONS.slice(0, 21)).toEqual([
    'ok',
    'threshold_crossed',
    'auth_missing',
    'auth_rejected',
    'permission_denied',
    'rate_limited',
    'not_found',
    'http_client_error',
    'http_server_error',
    'unexpected_status',
    'timeout',
    'dns_failed',
    'connection_refused',
    'connection_reset',
    'network_unreachable',
    'tls_failed',
    'protocol_error',
    'redirect_refused',
    'unexpected_body',
    'body_too_large',
    'internal_error',
  ]);
  expect(FAULTS.slice(0, 9)).toEqual([
    'provider',
    'credential',
    'permission',
    'quota',
    'configuration',
    'dns',
    'network',
    'internal',
    'undetermined',
  ]);
});
