import { createReader, isEscapeStart, type Read, type Reading } from './readings.ts';

/** Where in a text a form stands. */
export interface Found {
  readonly from: number;
  readonly to: number;
}

/** The forms in a text from left to right, the longest at each place, however their characters are escaped. */
export type FormSearch = (text: string) => Iterable<Found>;

/** Shorter forms are left out. What stands in a window of so many characters tells whether a form may begin there. */
export const MIN_FORM_CHARS = 6;

const BASE = 31;
// What the character that leaves the window is worth in its hash.
const LEAVING = (BASE ** (MIN_FORM_CHARS - 1)) | 0;

interface FormIndex {
  /** The forms by the hash of their first window. */
  readonly byHash: ReadonlyMap<number, readonly string[]>;
  readonly windows: HashFilter;
  /** Of all beginnings that are shorter than a window. */
  readonly beginnings: HashFilter;
}

/**
 * One pass for all forms: a rolling hash over a window of the text finds candidate places, which are then compared.
 * Where an escape may begin inside the window, all ways to read the window are looked up instead.
 */
export function createFormSearch(forms: readonly string[]): FormSearch {
  const index = indexForms([...new Set(forms)].filter((form) => form.length >= MIN_FORM_CHARS));
  return index.byHash.size === 0 ? () => [] : (text) => findForms(index, text);
}

function* findForms(index: FormIndex, text: string): Generator<Found> {
  const { windows } = index;
  const spot = { text, read: createReader(text), at: 0 };
  let hash = 0;
  let escapeAt = -1;
  let from = 0;
  for (let entering = 0; entering < text.length; entering += 1) {
    const at = entering - MIN_FORM_CHARS + 1;
    const leaving = at > 0 ? text.charCodeAt(at - 1) : 0;
    const code = text.charCodeAt(entering);
    hash = (Math.imul(hash - Math.imul(leaving, LEAVING), BASE) + code) | 0;
    if (isEscapeStart(code)) escapeAt = entering;
    if (at < from || (escapeAt < at && !windows.has(hash))) continue;
    spot.at = at;
    const to = escapeAt < at ? longestEnd(index.byHash.get(hash), spot) : endOfEscaped(index, spot);
    if (to < 0) continue;
    yield { from: at, to };
    from = to;
  }
}

/** A place in a text, and how to read there. */
interface Spot {
  readonly text: string;
  readonly read: Read;
  readonly at: number;
}

/** How a form may begin: what was read so far, as the hash of its characters. */
interface Begun {
  readonly end: number;
  readonly chars: number;
  readonly hash: number;
}

function endOfEscaped({ byHash, windows, beginnings }: FormIndex, spot: Spot): number {
  const plain = beginPlain(beginnings, spot);
  if (plain === null) return -1;
  const open = [plain];
  const seen = new Set<string>();
  const found = new Set<number>();
  for (let begun = open.pop(); begun !== undefined; begun = open.pop()) {
    for (const reading of spot.read(begun.end)) {
      const next = extend(begun, reading);
      if (next.chars === MIN_FORM_CHARS) {
        if (windows.has(next.hash)) found.add(next.hash);
      } else if (beginnings.has(next.hash) && isNew(seen, `${next.end} ${next.chars} ${next.hash}`)) {
        open.push(next);
      }
    }
  }
  let longest = -1;
  for (const hash of found) longest = Math.max(longest, longestEnd(byHash.get(hash), spot));
  return longest;
}

// Most places are dismissed here, before anything has to be read in more than one way.
function beginPlain(beginnings: HashFilter, { text, at }: Spot): Begun | null {
  let hash = 0;
  for (let end = at; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (isEscapeStart(code)) return { end, chars: end - at, hash };
    hash = (Math.imul(hash, BASE) + code) | 0;
    if (!beginnings.has(hash)) return null;
  }
  return null;
}

// A pair of units may reach beyond the window; what is beyond it is no part of the hash.
function extend({ chars, hash }: Begun, { text, end }: Reading): Begun {
  const inside = text.length === 1 ? text : text.slice(0, MIN_FORM_CHARS - chars);
  return { end, chars: chars + inside.length, hash: hashOf(inside, hash) };
}

function isNew(seen: Set<string>, key: string): boolean {
  return seen.size !== seen.add(key).size;
}

/** Sorted forms from `first` to before `after` that agree with the text up to `chars`, which ends at `end`. */
interface Agreeing {
  readonly first: number;
  readonly after: number;
  readonly chars: number;
  readonly end: number;
}

/** Where the longest of the sorted forms ends that begins there; -1 when none does. */
function longestEnd(forms: readonly string[] | undefined, { text, read, at }: Spot): number {
  if (forms === undefined) return -1;
  const open: Agreeing[] = [{ first: 0, after: forms.length, chars: 0, end: at }];
  const seen = new Set<string>();
  let longest = -1;
  for (let agreeing = open.pop(); agreeing !== undefined; agreeing = open.pop()) {
    // Of forms that agree so far, one that is no longer sorts first.
    if (forms[agreeing.first]?.length === agreeing.chars) longest = Math.max(longest, agreeing.end);
    const { end } = agreeing;
    if (!isEscapeStart(text.charCodeAt(end))) {
      if (end < text.length)
        pushIfAny(open, narrow(forms, agreeing, { text: text.charAt(end), end: end + 1 }));
      continue;
    }
    for (const reading of read(end)) {
      const next = narrow(forms, agreeing, reading);
      if (isNew(seen, `${next.end} ${next.chars} ${next.first}`)) pushIfAny(open, next);
    }
  }
  return longest;
}

function pushIfAny(open: Agreeing[], next: Agreeing): void {
  if (next.first < next.after) open.push(next);
}

function narrow(forms: readonly string[], agreeing: Agreeing, { text, end }: Reading): Agreeing {
  let { first, after, chars } = agreeing;
  for (let i = 0; i < text.length; i += 1, chars += 1) {
    const code = text.charCodeAt(i);
    first = firstAtLeast(forms, { first, after, chars }, code);
    after = firstAtLeast(forms, { first, after, chars }, code + 1);
  }
  return { first, after, chars, end };
}

type Range = Omit<Agreeing, 'end'>;

/** The place of the first form in the range whose character at `chars` is at least `code`; one that ends before it is less. */
function firstAtLeast(forms: readonly string[], { first, after, chars }: Range, code: number): number {
  const codeAt = (place: number) => {
    const form = forms[place] ?? '';
    return chars < form.length ? form.charCodeAt(chars) : -1;
  };
  if (first >= after || codeAt(first) >= code) return first;
  if (codeAt(after - 1) < code) return after;
  let low = first;
  let high = after - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (codeAt(middle) < code) low = middle;
    else high = middle;
  }
  return high;
}

function indexForms(forms: readonly string[]): FormIndex {
  const byHash = new Map<number, string[]>();
  const windows = createHashFilter(forms.length);
  const beginnings = createHashFilter(forms.length * MIN_FORM_CHARS);
  for (const form of forms.toSorted(byCodeUnits)) {
    for (let chars = 1; chars < MIN_FORM_CHARS; chars += 1) beginnings.add(hashOf(form.slice(0, chars), 0));
    const hash = hashOf(form.slice(0, MIN_FORM_CHARS), 0);
    windows.add(hash);
    const alike = byHash.get(hash);
    if (alike === undefined) byHash.set(hash, [form]);
    else alike.push(form);
  }
  return { byHash, windows, beginnings };
}

// As `sort` does by itself; spelled out, since all that searches relies on it.
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function hashOf(text: string, before: number): number {
  let hash = before;
  for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(i)) | 0;
  return hash;
}

/** Says no for almost every hash that was not added, at the cost of one bit per hash or so. */
interface HashFilter {
  add(hash: number): void;
  has(hash: number): boolean;
}

const BITS_PER_HASH = 16;
const LEAST_BITS = 2 ** 13;
const MOST_BITS = 2 ** 22;

function createHashFilter(hashes: number): HashFilter {
  const wanted = Math.min(MOST_BITS, Math.max(LEAST_BITS, hashes * BITS_PER_HASH));
  const mask = 2 ** Math.ceil(Math.log2(wanted)) - 1;
  const bits = new Uint8Array((mask + 1) / 8);
  return {
    add(hash) {
      const bit = hash & mask;
      bits[bit >> 3] = (bits[bit >> 3] ?? 0) | (1 << (bit & 7));
    },
    has: (hash) => ((bits[(hash & mask) >> 3] ?? 0) & (1 << (hash & 7))) !== 0,
  };
}
