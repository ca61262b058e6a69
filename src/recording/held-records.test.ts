import { expect, test } from 'vitest';
import { beat, START_MS } from '../../test/support/beats.ts';
import type { IncidentChange } from '../storage/incidents.ts';
import { type HeldRecord, HeldRecords, MOST_HELD } from './held-records.ts';

function look(i: number, extra: Partial<HeldRecord> = {}): HeldRecord {
  return {
    look: { name: 'it', beat: beat(START_MS + i), detail: null, state: null },
    incidents: [],
    onSettled: () => {},
    ...extra,
  };
}

function starts(held: HeldRecords): readonly number[] {
  return held.first(held.length).map((record) => (record.look?.beat?.startedAtMs ?? 0) - START_MS);
}

const opened: IncidentChange = {
  incident: {
    id: 'it-1',
    monitorId: 1,
    startedAtMs: START_MS,
    endedAtMs: null,
    worst: 'unhealthy',
    reason: 'timeout',
    fault: null,
    why: 'It was silent.',
    flapping: false,
    evidence: null,
  },
  events: [],
};

test('holds as many as it may, and then gives up the oldest and counts them', () => {
  const held = new HeldRecords();
  for (let i = 0; i < MOST_HELD; i += 1) held.push(look(i));
  expect([held.length, held.lost]).toEqual([MOST_HELD, 0]);
  held.push(look(MOST_HELD));
  expect(held.length).toBeLessThanOrEqual(MOST_HELD);
  expect(held.length + held.lost).toBe(MOST_HELD + 1);
  expect(starts(held)[0]).toBe(held.lost);
  expect(starts(held).at(-1)).toBe(MOST_HELD);
});

test('never gives up those that are being stored: what is dropped afterwards is what was stored', () => {
  const held = new HeldRecords();
  for (let i = 0; i < MOST_HELD; i += 1) held.push(look(i));
  const batch = held.first(5_000);
  held.push(look(MOST_HELD));
  const given = held.lost;
  held.drop(batch.length);
  expect(starts(held)[0]).toBe(5_000 + given);
  expect(held.length + given + batch.length).toBe(MOST_HELD + 1);
});

test('gives up plain looks rather than the beginning of an incident, a judged state or a detail', () => {
  const held = new HeldRecords();
  const detail = { atMs: START_MS, error: null, details: '{}' };
  held.push(look(0, { incidents: [opened] }));
  held.push(look(1, { look: { name: 'it', beat: beat(START_MS + 1), detail: null, state: '{}' } }));
  held.push(look(2, { look: { name: 'it', beat: null, detail, state: null } }));
  for (let i = 3; i <= MOST_HELD; i += 1) held.push(look(i));
  expect(held.lost).toBeGreaterThan(0);
  expect(held.first(3).map(({ incidents, look: of }) => [incidents.length, of?.state, of?.detail])).toEqual([
    [1, null, null],
    [0, '{}', null],
    [0, null, detail],
  ]);
});

test('gives up even those when there is nothing else', () => {
  const held = new HeldRecords();
  for (let i = 0; i < MOST_HELD + 5; i += 1) held.push(look(i, { incidents: [opened] }));
  expect(held.length).toBeLessThanOrEqual(MOST_HELD);
  expect(held.lost).toBeGreaterThan(0);
});

test('tells everybody exactly once, those too whose look is given up', () => {
  const held = new HeldRecords();
  let told = 0;
  const onSettled = () => {
    told += 1;
  };
  for (let i = 0; i < MOST_HELD + 1; i += 1) held.push(look(i, { onSettled }));
  expect(told).toBe(held.lost);
  held.settleAll();
  expect(told).toBe(MOST_HELD + 1);
  held.drop(held.length);
  expect(told).toBe(MOST_HELD + 1);
});

test('tells in order, when it is dropped', () => {
  const held = new HeldRecords();
  const told: number[] = [];
  for (let i = 0; i < 5; i += 1) held.push(look(i, { onSettled: () => told.push(i) }));
  held.drop(2);
  expect(told).toEqual([0, 1]);
  held.settleAll();
  expect(told).toEqual([0, 1, 2, 3, 4]);
  held.push(look(5, { onSettled: () => told.push(5) }));
  held.drop(4);
  expect(told).toEqual([0, 1, 2, 3, 4, 5]);
});
