import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { syncFolderOf } from './backup-copy.ts';
import type { StoreNotice } from './dialect.ts';
import { salvage } from './salvage.ts';
import { saysDamaged } from './sqlite-errors.ts';

const SIDE_FILES = ['-wal', '-shm', '-journal'] as const;

/**
 * Checks the file, when it is there. When it is damaged, a new one takes its place, with all that can be read of it, and it
 * is set aside as it is: nothing is ever deleted. Gives what people should know of that. Throws `KoraError` (`store_newer`).
 */
export async function mendDamage(file: string, stamp: string): Promise<readonly StoreNotice[]> {
  const fresh = `${file}.salvaged`;
  // Kora ended after a damaged file was set aside and before what was salvaged of it had its name.
  if (!existsSync(file) && existsSync(fresh)) renameSync(fresh, file);
  for (const ending of ['', ...SIDE_FILES]) rmSync(fresh + ending, { force: true });
  if (!existsSync(file) || isSound(file)) return [];
  const found = await salvage(file, fresh);
  const aside = `${file}.damaged-${stamp}`;
  for (const ending of [...SIDE_FILES, '']) {
    if (existsSync(file + ending)) renameSync(file + ending, aside + ending);
  }
  renameSync(fresh, file);
  syncFolderOf(file);
  return [{ level: found.isWhole ? 'warning' : 'error', text: tell(aside, found) }];
}

function tell(aside: string, { rows, lost }: Awaited<ReturnType<typeof salvage>>): string {
  const said = `the store was damaged; it was set aside as ${aside}`;
  if (rows === 0) return `${said}. Nothing of it could be read, so history begins anew`;
  const missing = lost.length === 0 ? 'nothing is missing' : `parts of these are lost: ${lost.join(', ')}`;
  return `${said}. What could be read of it was taken over (${rows} rows); ${missing}`;
}

function isSound(file: string): boolean {
  let handle: DatabaseSync | null = null;
  try {
    handle = new DatabaseSync(file);
    const { quick_check: verdict } = handle.prepare('pragma quick_check(1)').get() ?? {};
    return verdict === 'ok';
  } catch (error) {
    if (saysDamaged(error)) return false;
    throw error;
  } finally {
    handle?.close();
  }
}
