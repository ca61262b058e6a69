import { plainLine } from '../../lib/plain-text.ts';
import { isoTime } from '../../lib/time.ts';
import { restoreStore } from '../../operations/back-up-store.ts';
import type { CliContext } from '../context.ts';
import { copying, copyPath } from '../copying.ts';
import { openConfig } from '../open-config.ts';
import { describeSummary } from '../store-summary.ts';

export interface RestoreOptions {
  readonly force?: boolean;
}

/** `kora restore FILE`: the backup takes the place of the store; two lines say what is there now, and where what was there is. */
export async function restore(
  context: CliContext,
  name: string,
  { force = false }: RestoreOptions,
): Promise<number> {
  const { clock, cwd } = context;
  const file = copyPath(name, cwd);
  const { storage } = await openConfig(context);
  const stamp = isoTime(clock.nowMs()).replaceAll(':', '-');
  return copying(context, async (parts) => {
    const { store, summary, replaced } = await restoreStore({
      storage,
      file,
      mayReplace: force,
      stamp,
      ...parts,
    });
    const before = replaced === null ? '' : `what was there is now ${plainLine(replaced)}\n`;
    return `${plainLine(store)}: ${describeSummary(summary)}\n${before}`;
  });
}
