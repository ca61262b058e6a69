import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, KoraError } from '../lib/errors.ts';
import { copyStore, syncFolderOf, syncToDisk, withPartial } from './backup-copy.ts';
import { describeCopyProblem } from './backup-problem.ts';
import { examineFile, type StoreSummary, summariseFile } from './backup-summary.ts';
import { FILE_NAME } from './sqlite.ts';

/** How far it is: a share of what is to be copied, then the check. */
export type CopyStep = { readonly copiedRatio: number } | 'checking';

export interface BackupWanted {
  /** The folder of the store. */
  readonly folder: string;
  /** The file to make. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** Awaited, so that it can be shown before a step that holds everything up. */
  readonly onStep: (step: CopyStep) => Promise<void> | void;
}

/**
 * Writes a whole, checked and synced copy of the store, as it is at one moment, to a new file while a daemon may go on. The
 * name that was asked for appears only when all of that is done.
 */
export async function backUp({ folder, file, signal, onStep }: BackupWanted): Promise<StoreSummary> {
  const from = join(folder, FILE_NAME);
  if (!existsSync(from)) {
    throw new KoraError(
      'store_unavailable',
      `there is nothing to back up: ${from} is not there (KORA_DATA_DIR)`,
    );
  }
  refuseExisting(file);
  const partial = join(dirname(file), `.${basename(file)}.partial-${randomUUID().slice(0, 8)}`);
  return withPartial(partial, signal, async () => {
    try {
      await copyStore({
        from,
        to: partial,
        signal,
        onProgress: (copiedRatio) => void onStep({ copiedRatio }),
      });
      await onStep('checking');
      refuseUnsound(partial, from);
      const summary = await summariseFile(partial, from);
      syncToDisk(partial);
      publish(partial, file);
      return summary;
    } catch (error) {
      throw describeCopyProblem(error, { from, to: file });
    }
  });
}

function refuseExisting(file: string): void {
  if (!existsSync(file)) return;
  throw new KoraError('usage', `${file} is there already: name a file that is not`);
}

function refuseUnsound(partial: string, from: string): void {
  const found = examineFile(partial);
  if (found === 'foreign') throw new KoraError('store_unavailable', `${from} is no store of Kora`);
  if (found === 'sound') return;
  throw new KoraError(
    'store_unavailable',
    `${from} is damaged, so no backup was made of it: start the daemon anew, which sets it aside and saves what can be read`,
  );
}

// A link never takes the place of a file that came meanwhile, as a rename would. Some file systems have none.
function publish(partial: string, file: string): void {
  try {
    linkSync(partial, file);
  } catch (error) {
    refuseExisting(file);
    if (errorCode(error) === 'ENOENT') throw error;
    renameSync(partial, file);
  }
  syncFolderOf(file);
}
