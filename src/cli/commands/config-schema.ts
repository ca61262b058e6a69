import { readFile } from 'node:fs/promises';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';

const SCHEMA_FILE = new URL('../../../docs/reference/kora.schema.json', import.meta.url);

/** `kora config schema`: the generated JSON Schema of kora.yaml, as editors take it. */
export async function printSchema({ terminal }: CliContext): Promise<number> {
  terminal.out(await readFile(SCHEMA_FILE, 'utf8'));
  return EXIT.ok;
}
