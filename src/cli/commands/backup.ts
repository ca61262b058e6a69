import { plainLine } from '../../lib/plain-text.ts';
import { backUpStore } from '../../operations/back-up-store.ts';
import type { CliContext } from '../context.ts';
import { copying, copyPath } from '../copying.ts';
import { openConfig } from '../open-config.ts';
import { describeSummary } from '../store-summary.ts';

/** `kora backup FILE`: a checked copy of the store in a new file, and one line that says what is in it. */
export async function backup(context: CliContext, name: string): Promise<number> {
  const file = copyPath(name, context.cwd);
  const { storage } = await openConfig(context);
  return copying(context, async (parts) => {
    const summary = await backUpStore({ storage, file, ...parts });
    return `${plainLine(name)}: ${describeSummary(summary)}\n`;
  });
}
