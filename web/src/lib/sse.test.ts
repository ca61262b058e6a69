import { expect, test } from 'vitest';
import { createSseParser } from './sse.ts';

const STREAM =
  ': hello\n\nid: 7\nevent: snapshot\ndata: {"a":1}\n\nevent: snapshot\r\ndata: one\r\ndata: two\r\n\r\n';
const EVENTS = [
  { event: 'snapshot', data: '{"a":1}', id: '7' },
  { event: 'snapshot', data: 'one\ntwo', id: '7' },
];

test('reads events out of one piece', () => {
  expect(createSseParser().push(STREAM)).toEqual(EVENTS);
});

test('reads the same events whatever the pieces are', () => {
  for (let size = 1; size < 12; size += 1) {
    const parser = createSseParser();
    const events = [];
    for (let start = 0; start < STREAM.length; start += size)
      events.push(...parser.push(STREAM.slice(start, start + size)));
    expect(events).toEqual(EVENTS);
  }
});

test('gives no event for comments, or before its empty line came', () => {
  const parser = createSseParser();
  expect(parser.push(': \n\n: \n\ndata: x\n')).toEqual([]);
  expect(parser.push('\n')).toEqual([{ event: 'message', data: 'x', id: null }]);
});
