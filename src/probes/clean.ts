import type { Redact } from '../lib/redact.ts';

// A name that somebody gave is shown and stored at every look; it need not be whole.
const LONGEST_DETAIL_CHARS = 200;
const LONGEST_LINE_CHARS = 300;
// Longer ones are no text for people, and looking through megabytes of somebody's making would hold up the others.
const LONGEST_READ_CHARS = 10_000;
// A credential is searched for in every way to read an escape: a text of little else takes a millisecond a character.
const MOST_ESCAPES = 100;

/**
 * What probe code brought back, every text in it free of credentials and fit to be shown. Before anything is put into
 * another document: what is escaped once more is harder to recognise.
 */
export function cleanTexts<Value>(value: Value, redact: Redact): Value {
  return asSameShape(cleaned(value, redact));
}

function cleaned(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return shorten(readable(value, redact), LONGEST_DETAIL_CHARS);
  if (Array.isArray(value)) return value.map((item) => cleaned(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cleaned(item, redact)]));
}

// Only texts were replaced, each by a text.
function asSameShape<Value>(value: unknown): Value {
  return value as Value;
}

/** A sentence or an error with what others wrote in it, as one line that is free of credentials. */
export function cleanLine(text: string, redact: Redact): string {
  return shorten(readable(text, redact).replace(/\s+/g, ' ').trim(), LONGEST_LINE_CHARS);
}

// Redacted before anything is cut off: nobody would know half a credential.
function readable(text: string, redact: Redact): string {
  const isReadable =
    text.length <= LONGEST_READ_CHARS && (text.match(/[\\%&+]/g)?.length ?? 0) <= MOST_ESCAPES;
  return isReadable ? redact(text) : `(a text of ${text.length} characters)`;
}

function shorten(text: string, mostChars: number): string {
  return text.length > mostChars ? `${text.slice(0, mostChars - 1)}…` : text;
}
