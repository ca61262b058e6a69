import { describe, expect, test } from 'vitest';
import { type AdmittedIncident, admissionOf, leadAndLag } from './ledger.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 24, 12);
const at = (minute: number) => START_MS + minute * MINUTE_MS;
const NOW_MS = at(24 * 60);

function told(admitted: number, resolved: number | null, id = 'a'): AdmittedIncident {
  const resolvedAtMs = resolved === null ? null : at(resolved);
  return { admittedAtMs: at(admitted), incident: { id, title: 'API', url: null, resolvedAtMs } };
}

describe('an incident that we saw for half an hour', () => {
  const seen = { startedAtMs: at(0), endedAtMs: at(30) };

  test('and the page admitted after eight minutes', () => {
    expect(leadAndLag(seen, [told(8, 25)], NOW_MS)).toMatchObject({
      leadMs: 8 * MINUTE_MS,
      lagMs: 5 * MINUTE_MS,
    });
  });

  test('and the page told of first, and called over too late', () => {
    expect(leadAndLag(seen, [told(-3, 40)], NOW_MS)).toMatchObject({
      leadMs: -3 * MINUTE_MS,
      lagMs: -10 * MINUTE_MS,
    });
  });

  test('and the page still calls open', () => {
    expect(leadAndLag(seen, [told(8, null)], NOW_MS)).toMatchObject({ leadMs: 8 * MINUTE_MS, lagMs: null });
  });

  test('and the page never told of', () => {
    expect(leadAndLag(seen, [], NOW_MS)).toEqual({ admitted: null, leadMs: null, lagMs: null });
  });

  test.each([
    ['hours before', told(-400, -200)],
    ['just before, and as over by then', told(-20, -8)],
    ['hours after', told(200, 300)],
  ])('is not the one that the page told of %s', (_name, other) => {
    expect(leadAndLag(seen, [other], NOW_MS).admitted).toBeNull();
  });

  test('is, of two, the one that the page told of nearer to its beginning', () => {
    const found = leadAndLag(seen, [told(-90, -10, 'before'), told(4, 20, 'this')], NOW_MS);
    expect(found.admitted?.incident.id).toBe('this');
  });
});

test('an open incident has no lag', () => {
  expect(leadAndLag({ startedAtMs: at(0), endedAtMs: null }, [told(5, 10)], NOW_MS).lagMs).toBeNull();
});

describe('the admission', () => {
  test('is when the page says that it began, if that was after the reading before', () => {
    expect(admissionOf({ startedAtMs: at(9) }, at(8), at(10))).toBe(at(9));
  });
  test('is not put back before the reading that did not tell of it', () => {
    expect(admissionOf({ startedAtMs: at(0) }, at(8), at(10))).toBe(at(8));
  });
  test('is what the page says where it was never read before', () => {
    expect(admissionOf({ startedAtMs: at(0) }, null, at(10))).toBe(at(0));
  });
  test('is never in the future, and now where the page says nothing', () => {
    expect(admissionOf({ startedAtMs: at(99) }, null, at(10))).toBe(at(10));
    expect(admissionOf({ startedAtMs: null }, at(8), at(10))).toBe(at(10));
  });
});
