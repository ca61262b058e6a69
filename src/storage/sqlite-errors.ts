// https://www.sqlite.org/rescode.html, the low byte.
const LOW_BYTE = 0xff;

export const SQLITE = {
  error: 1,
  busy: 5,
  noMemory: 7,
  corrupt: 11,
  full: 13,
  tooBig: 18,
  notADatabase: 26,
} as const;

/** The primary code of an error of SQLite; null of any other error. */
export function sqliteCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  return Number(error.errcode) & LOW_BYTE;
}

/** Whether an error of SQLite says that the file itself is damaged. */
export function saysDamaged(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE.corrupt || code === SQLITE.notADatabase;
}
