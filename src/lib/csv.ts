import { plainLine } from './plain-text.ts';

/** How records are written, a line each. */
export interface LineEncoder<Record> {
  readonly head: string;
  lines(records: readonly Record[]): string;
}

/** A cell as it is written. Only words, numbers and times of ours may go without `csvText`. */
type Cell = string | number | boolean | null;
export type Columns<Record> = readonly (readonly [name: string, cellOf: (record: Record) => Cell])[];

/** RFC 4180: a header, lines that end in CR LF, quotes where they are needed. */
export function csvEncoder<Record>(columns: Columns<Record>): LineEncoder<Record> {
  const lineOf = (record: Record) => `${columns.map(([, cellOf]) => cellOf(record) ?? '').join(',')}\r\n`;
  return {
    head: `${columns.map(([name]) => name).join(',')}\r\n`,
    lines: (records) => records.reduce((lines, record) => lines + lineOf(record), ''),
  };
}

// What a spreadsheet takes for the beginning of a formula, whatever white space it skips before. An apostrophe makes it a
// text: https://owasp.org/www-community/attacks/CSV_Injection
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
const NEEDS_QUOTES = /[",;\s]/;

/** A text that was not written by ours, as a cell. */
export function csvText(text: string | null): string | null {
  if (text === null) return null;
  const line = plainLine(text);
  const harmless = FORMULA.test(line) ? `'${line}` : line;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
