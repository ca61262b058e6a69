import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempFolder extends Disposable {
  readonly path: string;
  /** Writes a file into it and gives its path. */
  write(name: string, text: string): string;
}

/** An empty folder that is removed with all it holds. Use with `using`. */
export function tempFolder(): TempFolder {
  const path = mkdtempSync(join(tmpdir(), 'kora-test-'));
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      writeFileSync(file, text);
      return file;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
