import { expect, test } from 'vitest';
import { plainJson, plainLine } from './plain-text.ts';

test('upstream text cannot move the cursor, recolour, retitle or reorder', () => {
  const hostile = 'a\u001b[2Jb\u009b31mc\u0007d\u202ee\u0000f\u007f';
  expect(plainLine(hostile)).toBe('a\\u001b[2Jb\\u009b31mc\\u0007d\\u202ee\\u0000f\\u007f');
});

test('line breaks and tabs become spaces', () => {
  expect(plainLine('one\r\n two\tthree')).toBe('one  two three');
});

test('JSON holds no raw control character and parses to what was given', () => {
  const value = { error: 'a\u009bb\u007fc\u202e\u001b', list: [1] };
  const text = plainJson(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that none of them is left is the promise.
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(JSON.parse(text)).toEqual(value);
});
