import { expect, test } from 'vitest';
import { hang, renderTable } from './table.ts';

test('columns are as wide as their widest cell, whatever its colour', () => {
  const rows = [
    ['STATUS', 'MS', 'WHY'],
    ['\u001b[32mok\u001b[39m', '5', 'fine'],
    ['unhealthy', '1200', 'bad'],
  ];
  expect(renderTable(rows, { rightAligned: [1], columns: null })).toBe(
    'STATUS       MS  WHY\n\u001b[32mok\u001b[39m            5  fine\nunhealthy  1200  bad\n',
  );
});

test('the last column is wrapped below itself on a terminal', () => {
  const row = ['vercel', 'one two three four five six seven'];
  expect(renderTable([row], { columns: 34 })).toBe('vercel  one two three four five\n        six seven\n');
});

test('a line that goes to a pipe stays whole', () => {
  expect(hang('word '.repeat(100).trim(), 10, null)).not.toContain('\n');
});

test('a terminal too narrow to wrap in is left to break the line itself', () => {
  expect(hang('one two three', 30, 40)).toBe('one two three');
});

test('no line ends in spaces', () => {
  expect(
    renderTable(
      [
        ['a', ''],
        ['long', 'b'],
      ],
      { columns: null },
    ),
  ).toBe('a\nlong  b\n');
});
