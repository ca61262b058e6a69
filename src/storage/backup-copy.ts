import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';

const PAGES_AT_ONCE = 256;
const WAIT_FOR_LOCK_MS = 5_000;

export interface CopyParts {
  readonly from: string;
  /** Must not be there. */
  readonly to: string;
  /** Ends the copy, which rejects with the reason. */
  readonly signal: AbortSignal;
  readonly onProgress: (doneRatio: number) => void;
}

/**
 * Copies a store, as it is at one moment, while others read and write it: a single file that only its owner may read.
 * Nothing of the original is changed.
 */
export async function copyStore({ from, to, signal, onProgress }: CopyParts): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600));
  const source = new DatabaseSync(from, { readOnly: true, timeout: WAIT_FOR_LOCK_MS });
  try {
    // One read transaction for the whole copy: without it every commit of another process would begin the copy anew.
    source.exec('begin');
    source.prepare('select count(*) from sqlite_schema').get();
    await backup(source, to, {
      rate: PAGES_AT_ONCE,
      progress: ({ totalPages, remainingPages }) => {
        signal.throwIfAborted();
        onProgress(1 - remainingPages / Math.max(totalPages, 1));
      },
    });
  } finally {
    source.close();
  }
  signal.throwIfAborted();
  makeOneFile(to);
}

// In the journal mode of the original it could only be read where files may be written beside it.
function makeOneFile(file: string): void {
  const copy = new DatabaseSync(file);
  try {
    // No log belongs to it, which the store that it was copied from has while it is open.
    copy.exec('pragma user_version = 0; pragma journal_mode = delete');
  } finally {
    copy.close();
  }
}

/** Writes a file under a name of its own first: however it ends, an interrupt included, nothing half-written stays. */
export async function withPartial<Result>(
  partial: string,
  signal: AbortSignal,
  write: () => Promise<Result>,
): Promise<Result> {
  const remove = () => {
    for (const ending of ['', '-journal', '-wal', '-shm']) rmSync(partial + ending, { force: true });
  };
  signal.addEventListener('abort', remove, { once: true });
  try {
    return await write();
  } finally {
    signal.removeEventListener('abort', remove);
    remove();
  }
}

/** Waits until the disk has a file, or the names in a folder. */
export function syncToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export function syncFolderOf(file: string): void {
  syncToDisk(dirname(file));
}
