import { expect, test } from 'vitest';
import type { RecordsByKind } from '../operations/export-history.ts';
import { createEncoder } from './export-format.ts';

function look(error: string | null): RecordsByKind['beats'] {
  return {
    monitor: 'vercel',
    at: '2026-11-24T12:00:00.000Z',
    status: 'unhealthy',
    reason: 'timeout',
    fault: null,
    latency_ms: 0,
    phases: null,
    holds_ms: 40_000,
    error,
  };
}

/** The last cell of the line of a look that failed so. */
function cellOf(error: string | null): string {
  const line = createEncoder('beats', 'csv').lines([look(error)]);
  expect(line.startsWith('vercel,2026-11-24T12:00:00.000Z,unhealthy,timeout,,0,,,,,,40000,')).toBe(true);
  expect(line.endsWith('\r\n')).toBe(true);
  return line.slice(line.indexOf('40000,') + '40000,'.length, -2);
}

const cells: readonly (readonly [string | null, string])[] = [
  [null, ''],
  ['', ''],
  ['HTTP_503', 'HTTP_503'],
  ['HTTP 503', '"HTTP 503"'],
  ['a,b', '"a,b"'],
  ['it said "no"', '"it said ""no"""'],
  ['two\r\nlines', '"two lines"'],
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', `"' =1"`],
  ['＝1', "'＝1"],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ['1-1', '1-1'],
  ['\u001b[2J', '\\u001b[2J'],
  ['\u202eevil', '\\u202eevil'],
];

test.each(cells)('a text of others, %j, is the cell %j', (text, cell) => {
  expect(cellOf(text)).toBe(cell);
});

test('a line of JSON is one line that a terminal can show, and gives the text back exactly', () => {
  const error = 'two\r\nlines, \u001b[2J\u009b31m\u2028\u202e"=1"\\';
  const line = createEncoder('beats', 'ndjson').lines([look(error), look(null)]);
  expect(line.split('\n')).toHaveLength(3);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(line.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
  expect(JSON.parse(line.split('\n')[0] ?? '')).toEqual(look(error));
});

test.each(['beats', 'incidents', 'days'] as const)(
  'CSV of %s begins with a header, JSON with none',
  (kind) => {
    expect(createEncoder(kind, 'csv').head).toMatch(/^[a-z0-9_]+(,[a-z0-9_]+)+\r\n$/);
    expect(createEncoder(kind, 'ndjson').head).toBe('');
  },
);
