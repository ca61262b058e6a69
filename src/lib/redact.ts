import { createFormSearch, MIN_FORM_CHARS } from './form-search.ts';
import { secretForms } from './secret-forms.ts';
import { TOKEN_SHAPES } from './token-shapes.ts';

/** Takes every known credential, however encoded, and everything shaped like one out of a text. */
export type Redact = (text: string) => string;

export const MASK = '[redacted]';

/**
 * Shorter values stand in ordinary text by chance (`test`, `abc`), and taking them out would garble every answer
 * without protecting anything; `kora doctor` calls such a credential malformed.
 */
export const MIN_SECRET_CHARS = MIN_FORM_CHARS;

export function createRedactor(secrets: readonly string[]): Redact {
  const redactValues = createValueRedactor(secrets);
  return (text) => redactValues(text).replace(TOKEN_SHAPES, MASK);
}

/**
 * Takes the known values alone out, for text that is laid out already: between the columns of a table a word of ours
 * and the word beside it would look like a credential.
 */
export function createValueRedactor(secrets: readonly string[]): Redact {
  const search = createFormSearch(secrets.flatMap(secretForms));
  return (text) => {
    let out = '';
    let kept = 0;
    for (const { from, to } of search(text)) {
      out += text.slice(kept, wholeFrom(text, from, kept)) + MASK;
      kept = wholeTo(text, from, to);
    }
    return kept === 0 ? text : out + text.slice(kept);
  };
}

// A value found in the middle of an escape of JSON (`\nabcdef` for "nabcdef") is cut together with all of the escape:
// half of one would break the document.
const UNFINISHED_ESCAPE = /(?<!\\)(?:\\\\)*(\\(?:u[\da-f]{0,3})?)$/i;
const LONGEST_ESCAPE = 6;

function wholeFrom(text: string, from: number, least: number): number {
  if (from === 0 || !text.slice(Math.max(least, from - LONGEST_ESCAPE), from).includes('\\')) return from;
  const begun = UNFINISHED_ESCAPE.exec(text.slice(least, from))?.[1] ?? '';
  return from - begun.length;
}

function wholeTo(text: string, from: number, to: number): number {
  const begun = UNFINISHED_ESCAPE.exec(text.slice(from, to))?.[1];
  if (begun === undefined) return to;
  const rest =
    begun === '\\' ? /^(?:u[\da-f]{4}|.)/is : new RegExp(`^[\\da-f]{${LONGEST_ESCAPE - begun.length}}`, 'i');
  return to + (rest.exec(text.slice(to, to + LONGEST_ESCAPE))?.[0].length ?? 0);
}
