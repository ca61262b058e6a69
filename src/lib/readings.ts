import { isUtf8 } from 'node:buffer';
import { ENTITIES } from './entities.ts';

/** One way to read what stands at a place of a text: as it is, or as an escape of something else. */
export interface Reading {
  /** One UTF-16 unit, or two for a character beyond the first plane. */
  readonly text: string;
  /** Where the text goes on after it. */
  readonly end: number;
}

/** Every way to read what stands at a place; none at the end of the text. */
export type Read = (at: number) => readonly Reading[];

// A value that a page escaped, put into JSON, put into JSON: three. More would cost more at each run of backslashes.
const LAYERS = 3;
const MOST_REMEMBERED = 4_096;
const HEX = /^[\da-f]$/i;
const PUNCTUATION = /^[^\da-z]$/i;
const ESCAPE_LETTERS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

// `#x0010FFFF`
const LONGEST_ENTITY = 10;

type Unescape = (read: Read, at: number) => readonly Reading[];

const UNESCAPE_BY_START: Readonly<Record<string, Unescape>> = {
  '\\': backslash,
  '%': percent,
  '&': entity,
  // A form writes a space so.
  '+': (_read, at) => [{ text: ' ', end: at }],
};

/** Whether an escape may begin with this UTF-16 unit; anything else is read as it is only. */
export function isEscapeStart(code: number): boolean {
  return code === 0x5c || code === 0x25 || code === 0x26 || code === 0x2b;
}

/**
 * Reads escapes of JSON, URLs, forms and HTML, each character of an escape possibly escaped itself. It remembers what
 * it read lately, since a run of backslashes would else be read again and again.
 */
export function createReader(text: string): Read {
  const remembered = new Map<number, readonly Reading[]>();

  function readLayers(at: number, layers: number): readonly Reading[] {
    if (at >= text.length) return [];
    const asItIs = { text: text.charAt(at), end: at + 1 };
    if (layers === 0 || !isEscapeStart(text.charCodeAt(at))) return [asItIs];
    return readSimple(asItIs) ?? readNested(asItIs, layers);
  }

  function readNested(asItIs: Reading, layers: number): readonly Reading[] {
    const key = asItIs.end * LAYERS + layers;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const read: Read = (place) => readLayers(place, layers - 1);
    const starts = read(asItIs.end - 1);
    const meant = starts.flatMap((start) => UNESCAPE_BY_START[start.text]?.(read, start.end) ?? []);
    const readings = unique([asItIs, ...meant]);
    if (remembered.size > MOST_REMEMBERED) remembered.clear();
    remembered.set(key, readings);
    return readings;
  }

  // Most escapes hold no other and mean no start of another: then one layer tells all.
  function readSimple(asItIs: Reading): readonly Reading[] | null {
    let isSimple = true;
    const read: Read = (place) => {
      if (isEscapeStart(text.charCodeAt(place))) isSimple = false;
      return readLayers(place, 0);
    };
    const meant = UNESCAPE_BY_START[asItIs.text]?.(read, asItIs.end) ?? [];
    isSimple &&= meant.every((reading) => !isEscapeStart(reading.text.charCodeAt(0)));
    return isSimple ? [asItIs, ...meant] : null;
  }

  return (at) => readLayers(at, LAYERS);
}

function unique(readings: readonly Reading[]): readonly Reading[] {
  return readings.filter(
    ({ text, end }, i) => readings.findIndex((other) => other.end === end && other.text === text) === i,
  );
}

/** Exactly `count` characters that fit, read in every way. */
function take(read: Read, at: number, { fit, count }: { fit: RegExp; count: number }): readonly Reading[] {
  if (count === 0) return [{ text: '', end: at }];
  return read(at).flatMap((first) =>
    fit.test(first.text)
      ? take(read, first.end, { fit, count: count - 1 }).map(({ text, end }) => ({
          text: first.text + text,
          end,
        }))
      : [],
  );
}

function backslash(read: Read, at: number): readonly Reading[] {
  return read(at).flatMap(({ text, end }) => {
    if (text === 'u')
      return take(read, end, { fit: HEX, count: 4 }).map((hex) => ({ ...hex, text: fromHex(hex.text) }));
    if (text === 'x') return bytes(read, end, []);
    const meant = ESCAPE_LETTERS[text] ?? (PUNCTUATION.test(text) ? text : undefined);
    return meant === undefined ? [] : [{ text: meant, end }];
  });
}

function percent(read: Read, at: number): readonly Reading[] {
  return bytes(read, at, []);
}

/** The character of the bytes so far and the one at `at`, in UTF-8, and a single byte as Latin-1 too. */
function bytes(read: Read, at: number, before: readonly number[]): readonly Reading[] {
  return take(read, at, { fit: HEX, count: 2 }).flatMap(({ text, end }) => {
    const all = [...before, Number.parseInt(text, 16)];
    const latin = all.length === 1 ? [{ text: fromHex(text), end }] : [];
    const length = utf8Length(all[0] ?? 0);
    if (length === 1) return latin;
    if (all.length < length)
      return [...latin, ...nextByte(read, end).flatMap((next) => bytes(read, next, all))];
    const character = Buffer.from(all);
    return isUtf8(character) ? [{ text: character.toString('utf8'), end }] : [];
  });
}

/** Where the digits of a further byte begin: after `%` or `\x`. */
function nextByte(read: Read, at: number): readonly number[] {
  return read(at).flatMap(({ text, end }) => {
    if (text === '%') return [end];
    if (text !== '\\') return [];
    return read(end).flatMap((letter) => (letter.text === 'x' ? [letter.end] : []));
  });
}

function utf8Length(first: number): number {
  if (first < 0xc2 || first > 0xf4) return 1;
  return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

function entity(read: Read, at: number): readonly Reading[] {
  return untilSemicolon(read, at, LONGEST_ENTITY).flatMap(({ text: name, end }) => {
    const text = entityText(name);
    return text === null ? [] : [{ text, end }];
  });
}

function untilSemicolon(read: Read, at: number, most: number): readonly Reading[] {
  return read(at).flatMap((first) => {
    if (first.text === ';') return [{ text: '', end: first.end }];
    if (most === 0 || !/^[\w#]$/.test(first.text)) return [];
    return untilSemicolon(read, first.end, most - 1).map(({ text, end }) => ({
      text: first.text + text,
      end,
    }));
  });
}

function entityText(name: string): string | null {
  const number = /^#(?:(\d+)|x([\da-f]+))$/i.exec(name);
  if (number === null) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? null) : null;
  const code = number[1] === undefined ? Number.parseInt(number[2] ?? '', 16) : Number(number[1]);
  return code > 0x10ffff ? null : String.fromCodePoint(code);
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
