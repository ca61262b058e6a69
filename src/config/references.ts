import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Environment, variable } from './environment.ts';
import type { Path } from './yaml-file.ts';

/** What a text stands for after its references were put in. */
export interface Resolved {
  readonly value: unknown;
  /** Variables that are referred to and unset or empty, with the place of each reference. */
  readonly missing: readonly { readonly name: string; readonly path: Path }[];
  /** Every value that a reference brought in. */
  readonly secrets: readonly string[];
  /** The places (dotted) of the texts that hold a reference. */
  readonly referring: ReadonlySet<string>;
  /** Files that cannot be read, and references of no known kind. */
  readonly problems: readonly { readonly path: Path; readonly text: string }[];
}

export interface ReferenceSources {
  readonly env: Environment;
  /** What relative paths start from. */
  readonly folder: string;
}

const REFERENCE = /\$\{([^}:]*):?([^}]*)\}/g;
// Stands where a value is not to be had, so that the rest of the text can still be checked.
const NOTHING = 'unset';

/** Puts `${env:NAME}` and `${file:PATH}` into every text of a parsed document. */
export function resolveReferences(root: unknown, { env, folder }: ReferenceSources): Resolved {
  const missing: { name: string; path: Path }[] = [];
  const secrets: string[] = [];
  const referring = new Set<string>();
  const problems: { path: Path; text: string }[] = [];

  function lookUp(kind: string, name: string, path: Path): string | null {
    if (kind === 'env') {
      const value = variable(env, name);
      if (value === null) missing.push({ name, path });
      return value;
    }
    try {
      return readFileSync(resolve(folder, name), 'utf8').trim();
    } catch {
      problems.push({ path, text: `the file ${JSON.stringify(name)} cannot be read` });
      return null;
    }
  }

  function resolveText(text: string, path: Path): string {
    return text.replace(REFERENCE, (whole, kind: string, name: string) => {
      referring.add(path.join('.'));
      if ((kind !== 'env' && kind !== 'file') || name.trim() === '') {
        problems.push({ path, text: `unknown reference ${whole}; write \${env:NAME} or \${file:PATH}` });
        return NOTHING;
      }
      const value = lookUp(kind, name.trim(), path);
      if (value !== null) secrets.push(value);
      return value ?? NOTHING;
    });
  }

  function walk(node: unknown, path: Path): unknown {
    if (typeof node === 'string') return node.includes('${') ? resolveText(node, path) : node;
    if (Array.isArray(node)) return node.map((item, i) => walk(item, [...path, i]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value, [...path, key])]));
  }

  return { value: walk(root, []), missing, secrets, referring, problems };
}
