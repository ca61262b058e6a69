import { KoraError } from '../lib/errors.ts';

/** Where a page begins, as an opaque text: what it holds may change from version to version. */
export function writeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The parts of a cursor that this server gave; throws `bad_request` for anything else. */
export function readCursor<Parts>(text: string, isParts: (value: unknown) => value is Parts): Parts {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (isParts(parts)) return parts;
  } catch {
    // Told below, as what it is for whoever sent it.
  }
  throw new KoraError('bad_request', 'query cursor: is not one that was given with a page');
}

/** A moment alone: the start of the last one on the page. */
export function isMoment(value: unknown): value is readonly [number] {
  return Array.isArray(value) && value.length === 1 && Number.isSafeInteger(value[0]);
}
