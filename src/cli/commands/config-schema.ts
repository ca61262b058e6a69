import { readFile } from 'node:fs/promises';
import { packageFile } from '../../lib/package-files.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';

/** `kora config schema`: the generated JSON Schema of kora.yaml, as editors take it. */
export async function printSchema({ terminal }: CliContext): Promise<number> {
  terminal.out(await readFile(packageFile('docs/reference/kora.schema.json'), 'utf8'));
  return EXIT.ok;
}
