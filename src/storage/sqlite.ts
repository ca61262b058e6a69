import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { KoraError } from '../lib/errors.ts';
import type { Database, StoreNotice } from './dialect.ts';
import { refuseNewer } from './migrate.ts';
import { networkFileSystemNotice } from './network-file-system.ts';
import { connectSqlite, DIALECT, PRAGMAS } from './sqlite-connect.ts';
import { mendDamage } from './sqlite-damage.ts';
import { SQLITE, sqliteCode } from './sqlite-errors.ts';

export const FILE_NAME = 'kora.db';
export const LOCK_NAME = 'kora.lock';

const VACUUM_PAGES = 32;
const BACKUP_PAGES = 256;

/**
 * Opens the file in `folder`, which is made when it is not there. A damaged file is set aside under the `stamp`, and a
 * new one takes its place. Throws `KoraError` (`store_in_use`) when another Kora has it, and `store_newer`.
 */
export async function openSqlite(folder: string, stamp: string): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lock(join(folder, LOCK_NAME));
  try {
    const file = join(folder, FILE_NAME);
    const hasLog = existsSync(`${file}-wal`);
    const damage = await mendDamage(file, stamp);
    const { loss, ...opened } = await openFile(file);
    // Of a damaged file it is told what is lost; one with its log has lost nothing.
    const notices = [
      ...networkFileSystemNotice(folder),
      ...damage,
      ...(hasLog || damage.length > 0 ? [] : loss),
    ];
    return toDatabase({ ...opened, notices, unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openFile(file: string) {
  const handle = new DatabaseSync(file);
  try {
    const db = connectSqlite(handle);
    // Before anything is written to it.
    await refuseNewer(db);
    const loss = lostLogNotice(handle, file);
    handle.exec(PRAGMAS);
    markOpen(handle, true);
    // It holds what the team's providers said: nobody else's business on a shared machine.
    chmodSync(file, 0o600);
    return { handle, db, loss };
  } catch (error) {
    handle.close();
    throw error;
  }
}

interface Parts extends Pick<Database, 'db' | 'notices'> {
  readonly handle: DatabaseSync;
  readonly unlock: () => void;
}

function toDatabase({ handle, db, notices, unlock }: Parts): Database {
  let durability = 'crash';
  return {
    db,
    dialect: DIALECT,
    notices,
    isHeld: () => true,
    setDurability(wanted) {
      if (wanted === durability) return;
      durability = wanted;
      handle.exec(`pragma synchronous = ${wanted === 'power' ? 'full' : 'normal'}`);
    },
    giveSpaceBack() {
      handle.exec(`pragma incremental_vacuum(${VACUUM_PAGES})`);
      return freePages(handle) > 0;
    },
    async backUp(target, onProgress) {
      await backup(handle, target, {
        rate: BACKUP_PAGES,
        progress: ({ totalPages, remainingPages }) => onProgress(1 - remainingPages / totalPages),
      });
    },
    async close() {
      try {
        markOpen(handle, false);
        await db.destroy();
      } finally {
        unlock();
      }
    },
  };
}

function freePages(handle: DatabaseSync): number {
  return Number(handle.prepare('pragma freelist_count').get()?.freelist_count ?? 0);
}

// In the header of the file, where SQLite keeps a number for whoever it belongs to.
const OPEN = 1;
const CLOSED = 0;

function markOpen(handle: DatabaseSync, isOpen: boolean): void {
  try {
    handle.exec(`pragma user_version = ${isOpen ? OPEN : CLOSED}; pragma wal_checkpoint(passive)`);
  } catch (error) {
    // Reading is possible all the same.
    if (sqliteCode(error) !== SQLITE.full) throw error;
  }
}

/** A file that was not closed has a log beside it, with what was written last: unless somebody copied or moved it without. */
function lostLogNotice(handle: DatabaseSync, file: string): readonly StoreNotice[] {
  const { user_version: mark } = handle.prepare('pragma user_version').get() ?? {};
  if (mark !== OPEN) return [];
  return [
    {
      level: 'warning',
      text: `Kora was not stopped properly, and ${file}-wal, which held what was written last, is not there: looks and incidents of the last minutes before that may be lost`,
    },
  ];
}

/** A lock of the operating system on a file of its own: it ends with the process, however that ends. Throws `store_in_use`. */
export function lock(file: string): () => void {
  const handle = new DatabaseSync(file);
  try {
    handle.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (cause) {
    handle.close();
    if (sqliteCode(cause) !== SQLITE.busy) throw cause;
    throw new KoraError('store_in_use', 'another Kora is running on this folder (KORA_DATA_DIR)', { cause });
  }
  return () => handle.close();
}
