import type { StorageConfig } from '../config/config.ts';
import { KoraError } from '../lib/errors.ts';
import { backUp, type CopyStep } from '../storage/backup.ts';
import type { StoreSummary } from '../storage/backup-summary.ts';
import { type RestoredBackup, restoreBackup } from '../storage/restore-backup.ts';
import { postgresCommand } from './postgres-tool.ts';

export type { CopyStep, RestoredBackup, StoreSummary };

export interface StoreCopyWanted {
  readonly storage: StorageConfig;
  readonly file: string;
  readonly signal: AbortSignal;
  readonly onStep: (step: CopyStep) => Promise<void> | void;
}

/** Writes a checked copy of the store to a new file, whether or not a daemon runs. Throws `usage` for Postgres, with what to run. */
export function backUpStore({ storage, ...wanted }: StoreCopyWanted): Promise<StoreSummary> {
  refusePostgres(storage, 'pg_dump', ['--format=custom', `--file=${wanted.file}`]);
  return backUp({ ...wanted, folder: storage.folder });
}

/** Puts a backup in the place of the store, which is set aside. Throws `usage` for Postgres, with what to run. */
export function restoreStore({
  storage,
  ...wanted
}: StoreCopyWanted & { readonly mayReplace: boolean; readonly stamp: string }): Promise<RestoredBackup> {
  refusePostgres(storage, 'pg_restore', ['--clean', '--if-exists', '--single-transaction', wanted.file]);
  return restoreBackup({ ...wanted, folder: storage.folder });
}

function refusePostgres(
  { databaseUrl }: StorageConfig,
  tool: 'pg_dump' | 'pg_restore',
  args: readonly string[],
): void {
  if (databaseUrl === null) return;
  const first = tool === 'pg_restore' ? 'stop the daemon, then run' : 'run';
  throw new KoraError(
    'usage',
    `the history is in Postgres (KORA_DATABASE_URL): ${first} ${postgresCommand(tool, databaseUrl.reveal(), args)}`,
  );
}
