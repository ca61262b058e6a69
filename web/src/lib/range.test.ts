import { describe, expect, test } from 'vitest';
import { parseRange, rangeBounds, rangeParams, resetZoom, zoomInto } from './range.ts';

const FROM = '2026-11-23T14:00:00.000Z';
const TO = '2026-11-23T16:00:00.000Z';
const parse = (text: string) => parseRange(new URLSearchParams(text));

test.each([
  ['', '24h'],
  ['range=1h', '1h'],
  ['range=365d', '365d'],
  ['range=2y', '24h'],
  ['range=', '24h'],
])('%j asks for %s that ends now', (text, preset) => {
  expect(parse(text)).toEqual({ preset, span: null });
});

describe('a fixed span', () => {
  test('is read and written back', () => {
    const text = `range=7d&from=${encodeURIComponent(FROM)}&to=${encodeURIComponent(TO)}`;
    const range = parse(text);
    expect(range).toEqual({ preset: '7d', span: { fromMs: Date.parse(FROM), toMs: Date.parse(TO) } });
    expect(rangeParams(range).toString()).toBe(text);
    expect(rangeBounds(range, 0)).toEqual(range.span);
  });

  test.each([
    ['only its beginning', `from=${FROM}`],
    ['the wrong way round', `from=${TO}&to=${FROM}`],
    ['no times', 'from=yesterday&to=today'],
    ['shorter than a minute', `from=${FROM}&to=2026-11-23T14:00:30.000Z`],
    ['longer than what is kept', `from=2020-01-01T00:00:00Z&to=${TO}`],
  ])('is none with %s', (_, text) => {
    expect(parse(text).span).toBeNull();
  });
});

test('the usual range needs no parameter', () => {
  expect(rangeParams({ preset: '24h', span: null }).toString()).toBe('');
});

test('a zoom keeps what it came from, is never shorter than a minute, and can be left', () => {
  const zoomed = zoomInto({ preset: '30d', span: null }, 100_000, 100_010);
  expect(zoomed).toEqual({ preset: '30d', span: { fromMs: 70_005, toMs: 130_005 } });
  expect(resetZoom(zoomed)).toEqual({ preset: '30d', span: null });
});

test('a range that ends now moves with the clock', () => {
  expect(rangeBounds({ preset: '1h', span: null }, 7_200_000)).toEqual({
    fromMs: 3_600_000,
    toMs: 7_200_000,
  });
});
