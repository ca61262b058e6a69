import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { listSources } from './source-files.ts';

/** Which folders of src/ each may import, beside itself. What is not here may not be imported. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  contracts: [],
  domain: ['lib', 'contracts'],
  probes: ['lib', 'contracts', 'domain'],
  config: ['lib', 'contracts', 'domain', 'probes'],
  feeds: ['lib', 'contracts', 'domain'],
  scheduler: ['lib', 'contracts', 'domain'],
  simulator: ['lib', 'contracts'],
  'mcp-servers': ['lib', 'contracts', 'domain', 'config'],
  storage: ['lib', 'contracts', 'domain'],
  attribution: ['lib', 'contracts', 'domain', 'config', 'probes', 'feeds'],
  recording: ['lib', 'contracts', 'domain', 'feeds', 'storage'],
  operations: [
    'lib',
    'contracts',
    'domain',
    'config',
    'probes',
    'feeds',
    'attribution',
    'storage',
    'recording',
  ],
  http: ['lib', 'contracts', 'domain', 'config', 'operations', 'recording'],
  cli: ['lib', 'contracts', 'domain', 'config', 'probes', 'operations', 'daemon'],
  daemon: [
    'lib',
    'contracts',
    'domain',
    'config',
    'probes',
    'feeds',
    'attribution',
    'scheduler',
    'storage',
    'recording',
    'operations',
    'http',
    'mcp-servers',
    'simulator',
  ],
  'main.ts': ['lib', 'config', 'cli', 'daemon'],
};

const IMPORT = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g;

/** One line per import that points the wrong way. */
export function findImportProblems(root: string): string[] {
  const files = listSources(root, 'src').filter((path) => !path.endsWith('.test.ts'));
  if (files.length === 0) return ['check-imports: found no module at all'];
  return [...files.flatMap((file) => problemsOf(root, file)), ...webProblems(root)];
}

function problemsOf(root: string, file: string): string[] {
  const from = layerOf(file);
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined)
    return [`${file}: its folder has no import rule; add one to scripts/check-imports.ts`];
  return importsOf(root, file)
    .filter((target) => target.startsWith('src/'))
    .flatMap((target) => {
      const to = layerOf(target);
      const strange = target.startsWith('src/probes/providers/') && isOtherProbe(file, target);
      if (strange) return [`${file}: imports another probe, ${target}`];
      return to === from || allowed.includes(to) ? [] : [`${file}: ${from} may not import ${to} (${target})`];
    });
}

// A probe knows its own folder and the seam, never another probe.
function isOtherProbe(file: string, target: string): boolean {
  return file.startsWith('src/probes/providers/') && dirname(file) !== dirname(target);
}

function webProblems(root: string): string[] {
  return listSources(root, 'web').flatMap((file) =>
    importsOf(root, file)
      .filter((target) => target.startsWith('src/') && !target.startsWith('src/contracts/'))
      .map((target) => `${file}: web may import contracts only, not ${target}`),
  );
}

function importsOf(root: string, file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => normalize(join(dirname(file), match[1] ?? '')));
}

function layerOf(path: string): string {
  return path.split('/')[1] ?? '';
}
