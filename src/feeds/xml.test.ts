import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childOf, readXml } from './xml.ts';

test('reads elements, attributes, texts, CDATA and what is escaped', () => {
  const root = readXml(`<?xml version="1.0"?><!-- a note -->
    <a:feed xmlns="x" k='v &amp; w'><title>1 &lt; 2 &#x26; &#51;</title><e/><c><![CDATA[<b>&amp;</b>]]></c></a:feed>\n`);
  expect(root).toMatchObject({ name: 'feed', attributes: { xmlns: 'x', k: 'v & w' } });
  expect(root?.children.map(({ name, text }) => [name, text])).toEqual([
    ['title', '1 < 2 & 3'],
    ['e', ''],
    ['c', '<b>&amp;</b>'],
  ]);
  expect(root === null ? null : childOf(root, 'nothing')).toBe(null);
});

describe('takes for none', () => {
  test.each([
    ['nothing', ''],
    ['a text', 'hello'],
    ['an element that is not closed', '<a><b></b>'],
    ['elements that cross', '<a><b></a></b>'],
    ['two roots', '<a/><b/>'],
    ['half a tag', '<a href="'],
    ['half a comment', '<a/><!-- '],
    ['half a CDATA', '<a><![CDATA[ </a>'],
    ['HTML as it is written', '<!doctype html><title>Sign in</title><p>Please'],
    ['a document type with entities', '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'],
    ['elements in elements without end', '<a>'.repeat(100_000)],
    ['more elements than anybody reads', `<a>${'<b/>'.repeat(50_000)}</a>`],
  ])('%s', (_name, source) => {
    expect(readXml(source)).toBe(null);
  });
});

test('leaves an entity that nobody declared as it is written', () => {
  expect(readXml('<a>&bomb; &#x110000; &nbsp</a>')?.text).toBe('&bomb; &#x110000; &nbsp');
});

test.each([
  ['brackets', '<'.repeat(1_000_000)],
  ['white space in a tag', `<a${' '.repeat(1_000_000)}`],
  ['attributes', `<a ${'b="c" '.repeat(200_000)}`],
  ['ampersands', `<a>${'&'.repeat(1_000_000)}`],
  ['openings of comments', '<!--'.repeat(300_000)],
])(
  'is not slowed down by a megabyte of %s',
  (_name, source) => {
    expect(readXml(source)).toBe(null);
  },
  5_000,
);

test('never throws, whatever it is given', () => {
  const piece = fc.constantFrom(
    '<a',
    '<a>',
    '</a>',
    '/>',
    '>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    ' b="',
    '"',
    '&#',
    ';',
    'x',
  );
  fc.assert(fc.property(fc.array(piece), (pieces) => void readXml(pieces.join(''))));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (source) => void readXml(source)));
});
