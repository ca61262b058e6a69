import { isMap, isPair, isScalar, isSeq, type Node } from 'yaml';
import { KoraError } from '../lib/errors.ts';
import { parseTree, readYamlValue } from './yaml-value.ts';

/** A value's place in a document, from the root: `['monitors', 0, 'url']`. */
export type Path = readonly (string | number)[];

export interface Place {
  /** `kora.yaml:4:12 monitors[0].url`, for messages. */
  readonly text: string;
  /** Characters from the start of the file. */
  readonly offset: number;
}

export interface YamlFile {
  readonly value: unknown;
  /** The nearest known place when the path itself is missing. */
  place(path: Path): Place;
  /** The same for a key, which is where an unknown key is to be mended. */
  keyPlace(path: Path): Place;
}

const MAX_FILE_CHARS = 8 * 1024 * 1024;

/** Parses YAML that people write; throws a `KoraError` with every syntax problem and its place. */
export async function parseYamlFile(name: string, text: string): Promise<YamlFile> {
  if (text.length > MAX_FILE_CHARS) throw invalid([`${name}: is larger than 8 MiB`]);
  const places = createPlaces(name, text);
  const read = await readYamlValue(text);
  if ('problems' in read) {
    throw invalid(
      read.problems.map((it) =>
        it.offset === null ? `${name}: ${it.text}` : `${places.at(it.offset)} ${it.text}`,
      ),
    );
  }
  return {
    value: read.value,
    place: (path) => places.of(path, false),
    keyPlace: (path) => places.of(path, true),
  };
}

/** Finds places by parsing the text again, which only a file with problems costs. */
function createPlaces(name: string, text: string) {
  let tree: ReturnType<typeof parseTree> | null = null;
  const parsed = () => {
    tree ??= parseTree(text);
    return tree;
  };
  const at = (offset: number) => {
    const { line, col } = parsed().lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const find = (path: Path, wantKey: boolean) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const part = path.slice(0, length);
      const offset = findOffset(parsed().document.contents, part, wantKey && length === path.length);
      if (offset !== null) return offset;
    }
    return 0;
  };
  return {
    at,
    of(path: Path, wantKey: boolean): Place {
      const offset = find(path, wantKey);
      return { offset, text: `${at(offset)} ${formatPath(path)}`.trim() };
    },
  };
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
