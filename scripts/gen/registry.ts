import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GeneratedFile } from './generated-file.ts';

const FOLDERS = ['providers', 'checks'] as const;

/** `registry.gen.ts`: one import per probe folder, so that adding a probe edits no file by hand. */
export function generateRegistry(root: string): GeneratedFile {
  const probes = FOLDERS.flatMap((folder) =>
    listFolders(join(root, 'src/probes', folder)).map((name) => ({ folder, name })),
  );
  if (probes.length === 0) throw new Error('no probe folder found');
  const imports = probes.map(
    ({ folder, name }) => `import { ${camelCase(name)} } from './${folder}/${name}/${name}.ts';`,
  );
  const names = probes.map(({ name }) => `  ${camelCase(name)},`);
  return {
    path: 'src/probes/registry.gen.ts',
    text: [
      '// Written by `npm run gen` from the folders beside it. Do not edit.',
      "import type { AnyProbeDefinition } from './define-probe.ts';",
      ...imports,
      '',
      '/** Every probe that Kora has, by folder. */',
      'export const PROBES: readonly AnyProbeDefinition[] = [',
      ...names,
      '];',
      '',
    ].join('\n'),
  };
}

/** `kinds.gen.ts`: one import per kind of status page. */
export function generateFeedKinds(root: string): GeneratedFile {
  const names = readdirSync(join(root, 'src/feeds/kinds'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  if (names.length === 0) throw new Error('no kind of status page found');
  return {
    path: 'src/feeds/kinds.gen.ts',
    text: [
      '// Written by `npm run gen` from the folder beside it. Do not edit.',
      "import type { FeedKind } from './define-feed.ts';",
      ...names.map((name) => `import { ${camelCase(name)} } from './kinds/${name}.ts';`),
      '',
      '/** Every kind of status page that Kora reads, by file. */',
      'export const FEED_KINDS: readonly FeedKind[] = [',
      ...names.map((name) => `  ${camelCase(name)},`),
      '];',
      '',
    ].join('\n'),
  };
}

function listFolders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}
