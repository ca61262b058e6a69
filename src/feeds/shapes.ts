import { type ZodType, z } from 'zod';
import type { EpochMs } from '../lib/time.ts';

/**
 * Pieces of schemas for pages that add, leave out and null what they like. Each takes anything: what does not fit is
 * null or left out of its list, so that one odd row never costs all others.
 */

/** A text; null for anything else. */
export const text = z.unknown().optional().transform(asText);

/** A text or a number, as a text: ids come as both. */
export const idText = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'number' ? String(value) : asText(value)));

/** A text that must be there, in the row of a list. */
export const name = z.string().regex(/\S/);

/** An instant: ISO 8601, RFC 822, or seconds or milliseconds since 1970 as a number or in digits. Null when it is none. */
export const instant = z.unknown().optional().transform(readInstant);

/** The rows of a list that fit, of its first `most`. Cut before anything is looked at: a hostile list has a million. */
export function list<Item extends ZodType>(item: Item, most: number) {
  return z
    .unknown()
    .optional()
    .transform((value): readonly z.output<Item>[] =>
      Array.isArray(value)
        ? value.slice(0, most).flatMap((row) => {
            const parsed = item.safeParse(row);
            return parsed.success ? [parsed.data] : [];
          })
        : [],
    );
}

/** An object; null for anything else. */
export function part<Shape extends ZodType>(shape: Shape) {
  return z
    .unknown()
    .optional()
    .transform((value): z.output<Shape> | null => {
      const parsed = shape.safeParse(value);
      return parsed.success ? parsed.data : null;
    });
}

// Nobody keeps what is beyond: the first are enough to say how things stand.
export const MOST_COMPONENTS = 10_000;
export const MOST_INCIDENTS = 200;
export const MOST_NAMED = 200;
export const MOST_UPDATES = 50;
/** Of histories, which also hold what is long over. */
export const MOST_HISTORY = 2_000;

/** The value's member of that name, where it is an object that has one. */
export function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}

export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

const EARLIEST_MS = Date.UTC(2000, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
// Dates in words that nobody reads are no dates; nothing longer is one.
const LONGEST_INSTANT = 64;

export function readInstant(value: unknown): EpochMs | null {
  const ms = toMs(value);
  return ms !== null && ms >= EARLIEST_MS && ms < LATEST_MS ? Math.round(ms) : null;
}

function toMs(value: unknown): number | null {
  if (typeof value === 'number') return value > 1e11 ? value : value * 1_000;
  if (typeof value !== 'string' || value.length > LONGEST_INSTANT) return null;
  const trimmed = value.trim();
  if (/^\d{9,13}(?:\.\d+)?$/.test(trimmed)) return toMs(Number(trimmed));
  // Of a date without a zone, no page says that it is meant as anything but UTC.
  const isZoneless = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(trimmed);
  const ms = Date.parse(isZoneless ? `${trimmed.replace(' ', 'T')}Z` : trimmed);
  return Number.isNaN(ms) ? null : ms;
}
