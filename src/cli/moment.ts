import { z } from 'zod';
import { parseDuration } from '../lib/duration.ts';
import type { EpochMs } from '../lib/time.ts';

const instant = z.iso.datetime({ offset: true });
const date = z.iso.date();

/**
 * A moment as people write it: RFC 3339 with its zone, a date for its beginning (UTC), or how long ago (`7d`). Null when it
 * is none of these.
 */
export function parseMoment(text: string, nowMs: EpochMs): EpochMs | null {
  const trimmed = text.trim();
  if (instant.safeParse(trimmed).success || date.safeParse(trimmed).success) return Date.parse(trimmed);
  const agoMs = parseDuration(trimmed);
  return agoMs === null ? null : nowMs - agoMs;
}
