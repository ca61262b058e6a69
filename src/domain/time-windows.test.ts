import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KoraError } from '../lib/errors.ts';
import { type DayPeriod, dayStarts, parseWindow, resolveWindow } from './time-windows.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function utc(text: string): number {
  return Date.parse(`${text}Z`);
}

function shown(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16);
}

function hoursOf(days: readonly DayPeriod[], day: string): number | undefined {
  const found = days.find((each) => each.day === day);
  return found === undefined ? undefined : (found.toMs - found.fromMs) / HOUR_MS;
}

function codeOf(task: () => unknown): string {
  try {
    task();
  } catch (error) {
    return error instanceof KoraError ? error.code : String(error);
  }
  return 'nothing thrown';
}

test.each([
  ['1m', 60_000],
  ['5m', 300_000],
  ['1h', HOUR_MS],
  ['24h', DAY_MS],
  ['7d', 7 * DAY_MS],
  ['30d', 30 * DAY_MS],
  ['90d', 90 * DAY_MS],
  ['365d', 365 * DAY_MS],
  ['730d', 730 * DAY_MS],
  ['17520h', 730 * DAY_MS],
  ['1051200m', 730 * DAY_MS],
])('%s is a span', (text, spanMs) => {
  expect(parseWindow(text)).toEqual({ kind: 'span', spanMs });
});

test.each([
  ['2026-11', 2026, 11],
  ['2024-02', 2024, 2],
  ['1970-01', 1970, 1],
  ['2026-12', 2026, 12],
])('%s is a month', (text, year, month) => {
  expect(parseWindow(text)).toEqual({ kind: 'month', year, month });
});

test.each([
  '',
  'h',
  '0h',
  '01h',
  '-1h',
  '1.5h',
  '1 h',
  ' 1h',
  '1h\n',
  '1H',
  '1w',
  '1s',
  '731d',
  '17521h',
  '1051201m',
  '9999999d',
  '99999999999999999999d',
  '2026-00',
  '2026-13',
  '2026-1',
  '1969-12',
  '0000-01',
  '2026-11-01',
  '٣d',
  'constructor',
])('%j is no window', (text) => {
  expect(codeOf(() => parseWindow(text))).toBe('bad_request');
});

test('what is no window is told with what would be one, and long ones are cut', () => {
  expect(() => parseWindow('1w')).toThrow(
    'unknown window "1w"; give a span of at most 730 days such as "1h"',
  );
  expect(() => parseWindow('9'.repeat(5_000))).toThrow(/^unknown window "9{40}"/);
});

test('a span is so many hours, whatever the clocks did', () => {
  const nowMs = utc('2026-03-29T12:00');
  expect(resolveWindow(parseWindow('24h'), nowMs, 'Europe/Berlin')).toEqual({
    fromMs: nowMs - DAY_MS,
    toMs: nowMs,
  });
});

test.each([
  ['2026-10', 'UTC', '2026-10-01T00:00', '2026-11-01T00:00'],
  ['2026-10', 'Europe/Berlin', '2026-09-30T22:00', '2026-10-31T23:00'],
  ['2026-03', 'America/New_York', '2026-03-01T05:00', '2026-04-01T04:00'],
  ['2026-02', 'Asia/Kolkata', '2026-01-31T18:30', '2026-02-28T18:30'],
  ['2024-02', 'Asia/Kathmandu', '2024-01-31T18:15', '2024-02-29T18:15'],
  ['2025-12', 'Pacific/Kiritimati', '2025-11-30T10:00', '2025-12-31T10:00'],
  ['2025-12', 'Pacific/Pago_Pago', '2025-12-01T11:00', '2026-01-01T11:00'],
  // The last day of this month does not exist.
  ['1994-12', 'Pacific/Kiritimati', '1994-12-01T10:00', '1994-12-31T10:00'],
])('the month %s in %s', (text, zone, from, to) => {
  const { fromMs, toMs } = resolveWindow(parseWindow(text), utc('2026-11-24T12:00'), zone);
  expect([shown(fromMs), shown(toMs)]).toEqual([from, to]);
});

test('a month that goes on ends now, one that has not begun is empty', () => {
  const nowMs = utc('2026-11-24T12:00');
  expect(resolveWindow(parseWindow('2026-11'), nowMs, 'UTC')).toEqual({
    fromMs: utc('2026-11-01T00:00'),
    toMs: nowMs,
  });
  const next = utc('2026-12-01T00:00');
  expect(resolveWindow(parseWindow('2026-12'), nowMs, 'UTC')).toEqual({ fromMs: next, toMs: next });
});

test.each(['Mars/Olympus', '', 'Europe/Berlin ', '../etc', 'x'.repeat(5_000)])(
  '%j is no time zone',
  (zone) => {
    expect(codeOf(() => resolveWindow(parseWindow('1h'), 0, zone))).toBe('bad_request');
    expect(codeOf(() => resolveWindow(parseWindow('2026-11'), 0, zone))).toBe('bad_request');
    expect(codeOf(() => dayStarts(zone, 0, 1))).toBe('bad_request');
  },
);

test('an unknown zone is told with what would be one', () => {
  expect(() => dayStarts('Mars/Olympus', 0, 1)).toThrow(
    'unknown time zone "Mars/Olympus"; give an IANA name such as "Europe/Berlin" or "UTC"',
  );
});

test('days come the oldest first, today last and up to now', () => {
  expect(dayStarts('UTC', utc('2026-03-01T12:00'), 3)).toEqual([
    { day: '2026-02-27', fromMs: utc('2026-02-27T00:00'), toMs: utc('2026-02-28T00:00') },
    { day: '2026-02-28', fromMs: utc('2026-02-28T00:00'), toMs: utc('2026-03-01T00:00') },
    { day: '2026-03-01', fromMs: utc('2026-03-01T00:00'), toMs: utc('2026-03-01T12:00') },
  ]);
});

test('no days are no days, one is today, and at midnight today is empty', () => {
  const midnightMs = utc('2026-03-01T00:00');
  expect(dayStarts('UTC', midnightMs, 0)).toEqual([]);
  expect(dayStarts('UTC', midnightMs, 1)).toEqual([
    { day: '2026-03-01', fromMs: midnightMs, toMs: midnightMs },
  ]);
  expect(dayStarts('UTC', midnightMs - 1, 1)).toMatchObject([{ day: '2026-02-28', toMs: midnightMs - 1 }]);
});

test.each([
  ['Europe/Berlin', '2026-03-29', 23, '2026-03-28T23:00'],
  ['Europe/Berlin', '2026-10-25', 25, '2026-10-24T22:00'],
  ['America/New_York', '2026-03-08', 23, '2026-03-08T05:00'],
  ['America/New_York', '2026-11-01', 25, '2026-11-01T04:00'],
  ['Asia/Kolkata', '2026-03-29', 24, '2026-03-28T18:30'],
  ['Asia/Kathmandu', '2026-03-29', 24, '2026-03-28T18:15'],
  // Half an hour of daylight saving.
  ['Australia/Lord_Howe', '2026-04-05', 24.5, '2026-04-04T13:00'],
  ['Australia/Lord_Howe', '2026-10-04', 23.5, '2026-10-03T13:30'],
  // No midnight: the clocks jump from 00:00 to 01:00.
  ['America/Sao_Paulo', '2018-11-04', 23, '2018-11-04T03:00'],
  ['Asia/Beirut', '2022-03-27', 23, '2022-03-26T22:00'],
  ['Africa/Cairo', '2023-04-28', 23, '2023-04-27T22:00'],
  // The hour before midnight twice.
  ['America/Sao_Paulo', '2018-02-17', 25, '2018-02-17T02:00'],
  ['Asia/Beirut', '2022-10-29', 25, '2022-10-28T21:00'],
  ['Africa/Cairo', '2023-10-26', 25, '2023-10-25T21:00'],
  // Midnight twice: the clocks go from 01:00 back to 00:00.
  ['America/Havana', '2022-11-06', 25, '2022-11-06T04:00'],
  ['Atlantic/Azores', '2022-10-30', 25, '2022-10-30T00:00'],
  // Back over midnight after the day had begun: it begins once, the first time.
  ['America/St_Johns', '2010-11-07', 25, '2010-11-07T02:30'],
  ['Antarctica/Casey', '2010-03-05', 27, '2010-03-04T13:00'],
  // A time zone that moved without daylight saving.
  ['Asia/Pyongyang', '2018-05-04', 23.5, '2018-05-03T15:30'],
  ['Asia/Pyongyang', '2015-08-14', 24.5, '2015-08-13T15:00'],
])('in %s the day %s has %d hours', (zone, day, hours, from) => {
  const days = dayStarts(zone, utc(`${day}T12:00`) + 3 * DAY_MS, 6);
  const neighbours = days.filter((each) => each.day !== day).slice(0, -1);
  expect(hoursOf(days, day)).toBeCloseTo(hours, 9);
  expect(shown(days.find((each) => each.day === day)?.fromMs ?? 0)).toBe(from);
  expect(neighbours.every(({ fromMs, toMs }) => toMs > fromMs)).toBe(true);
});

test('a day that a zone left out is not among its days', () => {
  const days = dayStarts('Pacific/Apia', utc('2012-01-01T12:00'), 5);
  expect(days.map(({ day }) => day)).toEqual([
    '2011-12-28',
    '2011-12-29',
    '2011-12-31',
    '2012-01-01',
    '2012-01-02',
  ]);
  expect(hoursOf(days, '2011-12-29')).toBe(24);
  expect(hoursOf(days, '2011-12-31')).toBe(24);
});

test('the offset of a zone may change by seconds', () => {
  // Liberia was 44 minutes and 30 seconds behind until 1972-01-07.
  const days = dayStarts('Africa/Monrovia', utc('1972-01-09T12:00'), 4);
  expect(days.map(({ toMs, fromMs }) => (toMs - fromMs) / 1000).slice(0, 3)).toEqual([
    86_400,
    86_400 - 2_670,
    86_400,
  ]);
});

const ODD_ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/Havana',
  'America/St_Johns',
  'Asia/Beirut',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Gaza',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Antarctica/Casey',
  'Antarctica/Troll',
  'Antarctica/Vostok',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Kwajalein',
  '+05:45',
] as const;
const instantOfAny = fc.integer({ min: 0, max: utc('2037-12-31T00:00') });
const zoneOfAny = fc.constantFrom(...ODD_ZONES);

test('days tile the time up to now without a gap or an overlap, each under its own date', () => {
  fc.assert(
    fc.property(zoneOfAny, instantOfAny, fc.integer({ min: 1, max: 100 }), (zone, nowMs, count) => {
      const days = dayStarts(zone, nowMs, count);
      expect(days).toHaveLength(count);
      expect(days.at(-1)?.toMs).toBe(nowMs);
      for (const [index, { day, fromMs, toMs }] of days.entries()) {
        const previous = days[index - 1];
        const isToday = index === days.length - 1;
        expect(isToday ? toMs >= fromMs : toMs > fromMs).toBe(true);
        if (previous === undefined) continue;
        expect(previous.toMs).toBe(fromMs);
        expect(previous.day < day).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('each instant lies in the day that the clocks of the zone show', () => {
  // Those that go back over midnight show a date that is over already, for up to three hours.
  const zones = ODD_ZONES.filter(
    (zone) => !['America/St_Johns', 'Antarctica/Casey', 'Antarctica/Vostok'].includes(zone),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      instantOfAny,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (zone, nowMs, where) => {
        const [first, , last] = dayStarts(zone, nowMs, 3);
        if (first === undefined || last === undefined) throw new Error('three days were asked for');
        const atMs = Math.floor(first.fromMs + (nowMs - first.fromMs) * where);
        const found = dayStarts(zone, nowMs, 3).findLast(({ fromMs }) => fromMs <= atMs);
        const date = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(atMs);
        expect(found?.day).toBe(date);
      },
    ),
  );
});

test('a month is made of its days', () => {
  fc.assert(
    fc.property(
      zoneOfAny,
      fc.integer({ min: 1971, max: 2037 }),
      fc.integer({ min: 1, max: 12 }),
      (zone, year, month) => {
        const text = `${year}-${String(month).padStart(2, '0')}`;
        const { fromMs, toMs } = resolveWindow(parseWindow(text), Number.MAX_SAFE_INTEGER, zone);
        const days = dayStarts(zone, toMs - 1, 31).filter(({ day }) => day.startsWith(text));
        expect(days[0]?.fromMs).toBe(fromMs);
        expect(days.at(-1)?.toMs).toBe(toMs - 1);
      },
    ),
    { numRuns: 200 },
  );
});

test('a name in another case is the same zone', () => {
  const nowMs = utc('2026-11-24T12:00');
  expect(dayStarts('europe/berlin', nowMs, 2)).toEqual(dayStarts('Europe/Berlin', nowMs, 2));
});

test('the same answer comes from a zone that was asked long ago', () => {
  const nowMs = utc('2026-11-24T12:00');
  const first = dayStarts('Europe/Berlin', nowMs, 2);
  for (const zone of Intl.supportedValuesOf('timeZone').slice(0, 70)) dayStarts(zone, nowMs, 1);
  expect(dayStarts('Europe/Berlin', nowMs, 2)).toEqual(first);
});
