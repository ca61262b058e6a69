import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from './gen/generated-file.ts';
import { generateFeedKinds, generateRegistry } from './gen/registry.ts';

const root = join(import.meta.dirname, '..');
const checkOnly = process.argv.includes('--check');

function isCurrent(file: GeneratedFile): boolean {
  try {
    return readFileSync(join(root, file.path), 'utf8') === file.text;
  } catch {
    return false;
  }
}

function write(file: GeneratedFile): void {
  if (isCurrent(file)) return;
  if (checkOnly) {
    console.error(`${file.path} is not current: run npm run gen`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(dirname(join(root, file.path)), { recursive: true });
  writeFileSync(join(root, file.path), file.text);
  console.log(`wrote ${file.path}`);
}

// The registry first: everything below reads the probes through it.
write(generateRegistry(root));
write(generateFeedKinds(root));
const { generateDocuments } = await import('./gen/documents.ts');
for (const file of generateDocuments()) write(file);
