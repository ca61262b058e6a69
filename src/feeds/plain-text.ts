import type { Redact } from '../lib/redact.ts';
import { decodeEntities } from './xml.ts';

// Longer texts are cut before anything is searched in them: nobody reads so much of an update.
const LONGEST_READ_CHARS = 10_000;

const FEW_ESCAPES = 4;
const CHARS_PER_ESCAPE = 40;

// What moves a cursor, hides or turns around what stands beside it.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;
const LINE_ENDS = '\n\r\u2028\u2029';
const LINE_BREAK = /<\/?(?:p|br|div|li|ul|ol|h[1-6]|tr|table)\b[^<>]*>/gi;
// Each of these stops at the next bracket: what is looked at again and again takes minutes of a text made for it.
const MARKUP = /<[a-z/!?][^<>]*>/gi;
const NEEDS_WORK = /[<&]|[^\x20-\x7e]| {2}|^ | $/;

/** What a page wrote, as text without any markup, with its line breaks. Credentials are taken out before it is cut. */
export function plainText(source: string, mostChars: number, redact: Redact): string {
  const read = wholeWords(source, LONGEST_READ_CHARS);
  const plain = read === null || !NEEDS_WORK.test(read) ? read : withoutMarkup(read);
  const searched = plain === null ? null : wholeWords(plain, 2 * mostChars);
  if (searched === null || !isProse(searched)) return `(a text of ${source.length} characters)`;
  return shorten(redact(searched), mostChars);
}

/** The same on one line. */
export function plainLine(source: string, mostChars: number, redact: Redact): string {
  return plainText(source, mostChars, redact).replace(/\s+/g, ' ').trim();
}

// Half a word at the end could be half a credential, which nobody would know. Null when there is no whole one.
function wholeWords(text: string, mostChars: number): string | null {
  if (text.length <= mostChars) return text;
  const end = text.lastIndexOf(' ', mostChars);
  return end < 0 ? null : text.slice(0, end);
}

// Credentials are searched in every way to read an escape: a text made of nothing else takes milliseconds a character.
function isProse(text: string): boolean {
  return (text.match(/[\\%&+]/g)?.length ?? 0) <= Math.max(FEW_ESCAPES, text.length / CHARS_PER_ESCAPE);
}

// Twice, since an escaped text may hold markup that is escaped; what still looks like the start of a tag loses its bracket.
function withoutMarkup(source: string): string {
  return strip(visible(decodeEntities(strip(visible(source)))))
    .replace(/<+/g, dropBeforeTag)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

function visible(source: string): string {
  return source.replace(UNSEEN, (char) => (LINE_ENDS.includes(char) ? '\n' : char === '\t' ? ' ' : ''));
}

function dropBeforeTag(brackets: string, at: number, text: string): string {
  return /[a-z/!?]/i.test(text.charAt(at + brackets.length)) ? '' : brackets;
}

function strip(source: string): string {
  return source.replace(LINE_BREAK, '\n').replace(MARKUP, '');
}

function shorten(text: string, mostChars: number): string {
  return text.length > mostChars ? `${text.slice(0, mostChars - 1).toWellFormed()}…` : text;
}
