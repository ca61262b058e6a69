import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, linkSync, mkdirSync, realpathSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { errorCode, KoraError } from '../lib/errors.ts';
import type { CopyStep } from './backup.ts';
import { copyStore, syncFolderOf, syncToDisk, withPartial } from './backup-copy.ts';
import { describeCopyProblem } from './backup-problem.ts';
import { examineFile, type StoreSummary, summariseFile } from './backup-summary.ts';
import { FILE_NAME, LOCK_NAME, lock } from './sqlite.ts';
import { saysDamaged } from './sqlite-errors.ts';

export interface RestoreBackupWanted {
  readonly file: string;
  /** The folder of the store. */
  readonly folder: string;
  /** Whether a store that holds something may be set aside. */
  readonly mayReplace: boolean;
  /** Names what is set aside. */
  readonly stamp: string;
  readonly signal: AbortSignal;
  readonly onStep: (step: CopyStep) => Promise<void> | void;
}

export interface RestoredBackup {
  readonly store: string;
  readonly summary: StoreSummary;
  /** Where the store before is now; null when there was none. */
  readonly replaced: string | null;
}

/**
 * Puts a backup in the place of the store, which is set aside and never deleted. Until all of the backup is copied, checked
 * and synced nothing is changed. Throws `store_in_use` while a daemon runs; none can start meanwhile.
 */
export async function restoreBackup(wanted: RestoreBackupWanted): Promise<RestoredBackup> {
  const { file, folder } = wanted;
  const store = join(folder, FILE_NAME);
  refuseMissing(file, store);
  let unlock = () => {};
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    unlock = lockOut(folder);
    if (!wanted.mayReplace) await refuseToReplace(store);
    const partial = join(folder, `.${FILE_NAME}.restoring-${randomUUID().slice(0, 8)}`);
    return await withPartial(partial, wanted.signal, async () => {
      const summary = await copyChecked(partial, wanted);
      giveToOwner(partial, existsSync(store) ? store : folder);
      syncToDisk(partial);
      return { store, summary, replaced: replace(store, partial, wanted.stamp) };
    });
  } catch (error) {
    throw describeCopyProblem(error, { from: file, to: store });
  } finally {
    unlock();
  }
}

function refuseMissing(file: string, store: string): void {
  if (!existsSync(file)) throw new KoraError('usage', `${file} is not there`);
  if (!statSync(file).isFile()) throw new KoraError('usage', `${file} is not a file`);
  if (existsSync(store) && realpathSync(file) === realpathSync(store)) {
    throw new KoraError('usage', `${file} is the store itself: name a backup of it`);
  }
}

function lockOut(folder: string): () => void {
  const path = join(folder, LOCK_NAME);
  try {
    const unlock = lock(path);
    giveToOwner(path, folder);
    return unlock;
  } catch (cause) {
    if (!(cause instanceof KoraError)) {
      throw new KoraError('store_unavailable', `${folder} may not be written: check its rights`, { cause });
    }
    const text = `a daemon runs on ${folder} (KORA_DATA_DIR): stop it, then restore`;
    throw new KoraError('store_in_use', text, { cause });
  }
}

async function refuseToReplace(store: string): Promise<void> {
  const present = await describePresent(store);
  if (present === null) return;
  throw new KoraError(
    'usage',
    `${store} holds ${present}: with --force it is set aside (never deleted), and the backup takes its place`,
  );
}

/** What a person would miss; null when nothing is there, nothing is in it, or nothing can be read of it. */
async function describePresent(store: string): Promise<string | null> {
  if (!existsSync(store)) return null;
  try {
    const { beats, incidents, newestBeatAtMs } = await summariseFile(store, store);
    if (beats === 0 && incidents === 0) return null;
    const newest = newestBeatAtMs === null ? '' : `, the newest of ${new Date(newestBeatAtMs).toISOString()}`;
    return `${beats.toLocaleString('en-US')} beats${newest}`;
  } catch (error) {
    if (error instanceof KoraError) return 'the history of a newer Kora';
    if (saysDamaged(error) || isForeign(error)) return null;
    throw error;
  }
}

// https://www.sqlite.org/rescode.html: what a statement fails with when its table is not there.
const SQLITE_ERROR = 1;

function isForeign(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_ERROR;
}

async function copyChecked(
  partial: string,
  { file, signal, onStep }: RestoreBackupWanted,
): Promise<StoreSummary> {
  const onProgress = (copiedRatio: number) => void onStep({ copiedRatio });
  await copyStore({ from: file, to: partial, signal, onProgress });
  await onStep('checking');
  const found = examineFile(partial);
  if (found !== 'sound') {
    const what = found === 'damaged' ? 'is damaged' : 'is no store of Kora';
    throw new KoraError('store_unavailable', `${file} ${what}; nothing was changed`);
  }
  return summariseFile(partial, file);
}

// Root restores for the user that the daemon runs as, who could not open it otherwise.
function giveToOwner(path: string, like: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(like);
  chownSync(path, uid, gid);
}

/** There is a store at every moment, the one before or the backup; and never one beside the log of another. */
function replace(store: string, partial: string, stamp: string): string | null {
  const aside = `${store}.replaced-${stamp}`;
  const replaces = existsSync(store);
  if (replaces) foldLog(store);
  for (const ending of ['-wal', '-shm', '-journal']) {
    if (existsSync(store + ending)) renameSync(store + ending, aside + ending);
  }
  if (replaces) setAside(store, aside);
  renameSync(partial, store);
  syncFolderOf(store);
  return replaces ? aside : null;
}

// So that the store set aside is one file. What cannot be folded in goes along beside it.
function foldLog(store: string): void {
  try {
    const handle = new DatabaseSync(store);
    try {
      handle.exec('pragma journal_mode = delete');
    } finally {
      handle.close();
    }
  } catch {
    // A damaged store is set aside as it is.
  }
}

// A second name, so that the first is never gone. Some file systems give none.
function setAside(store: string, aside: string): void {
  try {
    linkSync(store, aside);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    renameSync(store, aside);
  }
}
