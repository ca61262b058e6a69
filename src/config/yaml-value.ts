import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text as readAll } from 'node:stream/consumers';
import { LineCounter, parseDocument } from 'yaml';
import { programFile } from '../lib/package-files.ts';

/** A document's plain value, or its problems, each with the offset of its place. */
export type YamlValue =
  | { readonly value: unknown }
  | { readonly problems: readonly { readonly offset: number | null; readonly text: string }[] };

// Above this the parser's tree is large enough to be worth forgetting: 10,000 monitors leave 200 MB behind.
const LARGE_CHARS = 256 * 1024;

/** Parses the text; a large one in a process of its own, whose memory goes with it (a thread's does not). */
export async function readYamlValue(text: string): Promise<YamlValue> {
  return text.length <= LARGE_CHARS ? toValue(text) : readElsewhere(text);
}

/** The tree with its line numbers, for placing problems. */
export function parseTree(text: string) {
  const lines = new LineCounter();
  return {
    lines,
    document: parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true }),
  };
}

/** Parses in this very process. */
export function toValue(text: string): YamlValue {
  const { document } = parseTree(text);
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(({ pos, message }) => ({
        offset: pos[0],
        text: message.split('\n')[0] ?? '',
      })),
    };
  }
  try {
    // The bound on aliases stops a file that grows exponentially when it is expanded.
    return { value: document.toJS({ maxAliasCount: 100 }) ?? {} };
  } catch {
    return { problems: [{ offset: null, text: 'its aliases refer to too much, or to nothing' }] };
  }
}

async function readElsewhere(text: string): Promise<YamlValue> {
  const child = spawn(process.execPath, [programFile('config/yaml-program')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(text);
  const [answer] = await Promise.all([readAll(child.stdout), once(child, 'close')]);
  return asYamlValue(JSON.parse(answer));
}

// It was written by that program.
function asYamlValue(answer: unknown): YamlValue {
  return answer as YamlValue;
}
