import type { StoredIncident } from '../storage/incidents.ts';
import { readCursor, writeCursor } from './page-cursor.ts';

type Place = Pick<StoredIncident, 'endedAtMs' | 'startedAtMs' | 'id'>;

/** Where a list of incidents goes on after this one: open ones first, then the newest first. */
export function writeIncidentPlace({ endedAtMs, startedAtMs, id }: Place): string {
  return writeCursor([endedAtMs === null ? 'open' : 'closed', startedAtMs, id]);
}

/** Throws `bad_request` for what no list gave. */
export function readIncidentPlace(cursor: string) {
  const [state, startedAtMs, id] = readCursor(cursor, isPlace);
  return { isOpen: state === 'open', startedAtMs, id };
}

function isPlace(value: unknown): value is readonly ['open' | 'closed', number, string] {
  return (
    Array.isArray(value) &&
    value.length === 3 &&
    (value[0] === 'open' || value[0] === 'closed') &&
    Number.isSafeInteger(value[1]) &&
    typeof value[2] === 'string'
  );
}
