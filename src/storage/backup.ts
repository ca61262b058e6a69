import { existsSync, renameSync, rmSync } from 'node:fs';
import { KoraError } from '../lib/errors.ts';
import type { Session } from './session.ts';

/** Writes a whole and consistent copy of the store to a new file while everything goes on. */
export async function backUp({ database }: Session, { file }: { readonly file: string }): Promise<void> {
  if (existsSync(file)) throw new KoraError('usage', `${file} is there already; name a file that is not`);
  // Under another name first: what has the name that was asked for is whole.
  const partial = `${file}.partial`;
  try {
    await database.backUp(partial, () => {});
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}
