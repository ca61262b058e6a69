import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { KoraError } from '../lib/errors.ts';

/** A value's place in a document, from the root: `['monitors', 0, 'url']`. */
export type Path = readonly (string | number)[];

export interface YamlFile {
  readonly value: unknown;
  /** `kora.yaml:4:12 monitors[0].url` for messages; the nearest known place when the path itself is missing. */
  place(path: Path): string;
  /** The same for a key, which is where an unknown key is to be mended. */
  keyPlace(path: Path): string;
}

const MAX_FILE_CHARS = 8 * 1024 * 1024;

/** Parses YAML that people write; throws a `KoraError` with every syntax problem and its place. */
export function parseYamlFile(name: string, text: string): YamlFile {
  if (text.length > MAX_FILE_CHARS) throw invalid([`${name}: is larger than 8 MiB`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    throw invalid(
      document.errors.map((error) => `${at(error.pos[0])} ${error.message.split('\n')[0] ?? ''}`),
    );
  }
  const offsetOf = (path: Path, wantKey: boolean): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const offset = findOffset(document.contents, path.slice(0, length), wantKey && length === path.length);
      if (offset !== null) return offset;
    }
    return 0;
  };
  return {
    value: expand(name, document),
    place: (path) => `${at(offsetOf(path, false))} ${formatPath(path)}`.trim(),
    keyPlace: (path) => `${at(offsetOf(path, true))} ${formatPath(path)}`.trim(),
  };
}

// The bound on aliases stops a file that grows exponentially when it is expanded.
function expand(name: string, document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch {
    throw invalid([`${name}: its aliases refer to too much, or to nothing`]);
  }
}

export function formatPath(path: Path): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`))
    .join('');
}

function findOffset(root: unknown, path: Path, wantKey: boolean): number | null {
  let node: unknown = root;
  for (const [i, part] of path.entries()) {
    if (isSeq(node) && typeof part === 'number') node = node.items[part];
    else if (isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === part);
      if (pair === undefined) return null;
      node = wantKey && i === path.length - 1 ? pair.key : pair.value;
    } else return null;
  }
  return (node as Node | null | undefined)?.range?.[0] ?? null;
}

function invalid(problems: readonly string[]): KoraError {
  return new KoraError('configuration_invalid', 'the configuration is not valid', { problems });
}
