import { describeError, errorCode, KoraError } from '../lib/errors.ts';
import { saysDamaged, sqliteCode } from './sqlite-errors.ts';
import type { ThreadFailure } from './thread-messages.ts';

// https://www.sqlite.org/rescode.html, the low byte.
const SQLITE_WORDS: ReadonlyMap<number, string> = new Map([
  [5, 'the file of the store is locked by another program'],
  [8, 'the file of the store may not be written: give Kora the right to, or another KORA_DATA_DIR'],
  [10, 'the disk of the store cannot be read or written'],
  [11, 'the file of the store is damaged'],
  [13, 'the disk of the store is full: free some space'],
  [14, 'the file of the store cannot be opened: check KORA_DATA_DIR and its rights'],
  [26, 'the file of the store is not a database'],
]);

const SYSTEM_WORDS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'the folder of the store may not be used: check KORA_DATA_DIR and its rights'],
  ['EPERM', 'the folder of the store may not be used: check KORA_DATA_DIR and its rights'],
  // What Node says, too, when the folder above is read-only.
  ['ENOENT', 'the folder of the store cannot be made: check KORA_DATA_DIR, and that its disk can be written'],
  ['ENAMETOOLONG', 'the path of KORA_DATA_DIR is too long'],
  ['EROFS', 'the folder of the store is read-only: give Kora another KORA_DATA_DIR'],
  ['ENOSPC', 'the disk of the store is full: free some space'],
  ['EDQUOT', 'the disk of the store is full: free some space'],
  ['EEXIST', 'the folder of the store is not a folder: check KORA_DATA_DIR'],
  ['ENOTDIR', 'the folder of the store is not a folder: check KORA_DATA_DIR'],
  ['ECONNREFUSED', 'Postgres does not answer: check KORA_DATABASE_URL, and that the server runs'],
  ['ENOTFOUND', 'the host of KORA_DATABASE_URL is not known'],
  ['28P01', 'Postgres refuses the password of KORA_DATABASE_URL'],
  ['28000', 'Postgres refuses the user of KORA_DATABASE_URL'],
  ['3D000', 'the database of KORA_DATABASE_URL does not exist'],
]);

/** An error of the store in words for an operator; upstream texts are left out, since they may hold an address. */
export function describeFailure(error: unknown): ThreadFailure {
  if (error instanceof KoraError)
    return { code: error.code, message: error.message, isBroken: error.code !== 'usage' };
  const sqlite = sqliteCode(error);
  const known = sqlite === null ? SYSTEM_WORDS.get(errorCode(error) ?? '') : SQLITE_WORDS.get(sqlite);
  const message =
    known ??
    `the store failed (${sqlite === null ? (errorCode(error) ?? describeError(error)) : `SQLite ${sqlite}`})`;
  return { code: null, message, isBroken: saysDamaged(error) || sqlite === null };
}
