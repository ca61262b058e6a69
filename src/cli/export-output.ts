import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  write,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stdout } from 'node:process';
import { promisify } from 'node:util';
import { errorCode, KoraError } from '../lib/errors.ts';

/** Where an export goes. */
export interface Output {
  /** Resolves when it was taken: who writes waits for a slow reader. */
  write(text: string): Promise<void>;
  /** Everything was written: what has a name gets it now. */
  finish(): void;
  /** Leaves nothing half-written behind; after `finish` it does nothing. Runs at once, even at an interrupt. */
  discard(): void;
}

export const STANDARD_OUTPUT: Output = {
  write: (text) =>
    new Promise((resolve, reject) => {
      stdout.write(text, (error) => (error ? reject(error) : resolve()));
    }),
  finish: () => {},
  discard: () => {},
};

/** A file that gets its name, and takes the place of the one before, when it is whole. Throws `usage` when it cannot be made. */
export function fileOutput(path: string): Output {
  try {
    const before = existsSync(path) ? statSync(path) : null;
    if (before?.isDirectory()) throw new KoraError('usage', `${path} is a folder`);
    // A pipe or a device has no name to be given later.
    if (before !== null && !before.isFile()) return toHandle(openSync(path, 'w'), null);
    const target = before === null ? path : realpathSync(path);
    const partial = join(dirname(target), `.${basename(target)}.partial-${process.pid}`);
    const mode = before === null ? 0o600 : before.mode & 0o777;
    return toHandle(openSync(partial, 'w', mode), { partial, target });
  } catch (error) {
    if (error instanceof KoraError || errorCode(error) === null) throw error;
    throw new KoraError('usage', `${path} cannot be written (${errorCode(error)})`, { cause: error });
  }
}

interface Naming {
  readonly partial: string;
  readonly target: string;
}

const writeTo = promisify(write);

function toHandle(handle: number, naming: Naming | null): Output {
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(handle);
    isOpen = false;
  };
  return {
    async write(text) {
      const bytes = Buffer.from(text);
      for (let from = 0; from < bytes.length; ) {
        from += (await writeTo(handle, bytes, from, bytes.length - from, null)).bytesWritten;
      }
    },
    finish() {
      if (naming !== null) {
        fsyncSync(handle);
        renameSync(naming.partial, naming.target);
      }
      close();
    },
    discard() {
      if (!isOpen) return;
      if (naming !== null) rmSync(naming.partial, { force: true });
      close();
    },
  };
}

/** Whether whoever read went away. */
export function isClosedPipe(error: unknown): boolean {
  return errorCode(error) === 'EPIPE' || errorCode(error) === 'ERR_STREAM_DESTROYED';
}
