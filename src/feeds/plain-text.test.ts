import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRedactor } from '../lib/redact.ts';
import { plainLine, plainText } from './plain-text.ts';

const redact = createRedactor(['planted-credential']);

test.each([
  ['a plain word', 'All is well', 'All is well'],
  ['tags', '<p>One <b class="x">two</b></p>', 'One two'],
  ['an escaped tag', '&lt;img src=x onerror=alert(1)&gt;Hi', 'Hi'],
  ['a tag that is escaped twice', '&amp;lt;b&amp;gt;Hi', '&lt;b&gt;Hi'],
  ['a tag made of two', '<scr<b>ipt>Hi', 'Hi'],
  ['half a tag', 'Hi <script', 'Hi script'],
  ['a comparison', '5 < 6 & 7 > 3', '5 < 6 & 7 > 3'],
  ['what turns text around', 'a\u202eb\u2066c\u200b\u0000\u001b[2Jd', 'abc[2Jd'],
  ['half a character', 'a\ud83d', 'a'],
  ['a credential', 'sent planted-credential', 'sent [redacted]'],
])('takes out of %s what is no text', (_name, source, plain) => {
  expect(plainLine(source, 100, redact)).toBe(plain);
});

test('keeps the lines of a text, and writes a name on one', () => {
  const source = '<p>One</p>\r\n\r\n<p>Two<br/>three</p>';
  expect(plainText(source, 100, redact)).toBe('One\nTwo\nthree');
  expect(plainLine(source, 100, redact)).toBe('One Two three');
});

test('cuts after credentials were taken out, never through a character', () => {
  expect(plainText('abc planted-credential', 12, redact)).toBe('abc [redact…');
  expect(plainText('abc 😀😀', 6, redact)).toMatch(/^abc .…$/u);
  const long = `${'word '.repeat(1_999)}planted-credential`;
  expect(plainText(long, 100_000, redact)).not.toContain('planted');
  expect(plainText(`${'word '.repeat(3)}planted-credential`, 9, redact)).toBe('word wor…');
});

test.each([
  ['brackets', '<'.repeat(1_000_000)],
  ['beginnings of tags', '<a '.repeat(400_000)],
  ['beginnings of paragraphs', '<p'.repeat(400_000)],
  ['ampersands', '&#x'.repeat(400_000)],
  ['white space', ' \n'.repeat(400_000)],
])(
  'is not slowed down by a megabyte of %s',
  (_name, source) => {
    expect(plainText(source, 100, redact).length).toBeLessThanOrEqual(100);
  },
  2_000,
);

test('does not search a text that is made of escapes, and says how long it was', () => {
  expect(plainLine('\\'.repeat(5_000), 300, redact)).toBe('(a text of 5000 characters)');
  expect(plainLine('R&D + 99.9 % up', 300, redact)).toBe('R&D + 99.9 % up');
});

test('leaves nothing that looks like a tag or moves a cursor, whatever comes', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    '<!',
    'b',
    ' ',
    '&lt;',
    '&gt;',
    '&amp;',
    '&#60;',
    '\u001b',
    '\n',
    'x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const plain = plainText(pieces.join(''), 1_000, redact);
      expect(plain).not.toMatch(/<[a-z/!?]|(?!\n)\p{Cc}/iu);
    }),
  );
});
