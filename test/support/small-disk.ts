import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../src/lib/errors.ts';
import { tempFolder } from './temp-folder.ts';

/** A disk of its own, of a few megabytes, that goes when it is disposed of. */
export interface SmallDisk extends Disposable {
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives that room back. */
  free(): void;
  /** From now on nothing can be written, or can be again. */
  setReadOnly(isReadOnly: boolean): void;
}

/** Why there can be none here, for the name of a test that is skipped; null when there can. */
export const NO_SMALL_DISK = whyNot();

function whyNot(): string | null {
  try {
    smallDisk(1)[Symbol.dispose]();
    return null;
  } catch (error) {
    return `mounting a small disk takes root (${errorCode(error) ?? 'mount failed'})`;
  }
}

export function smallDisk(megabytes: number): SmallDisk {
  const folder = tempFolder();
  const path = join(folder.path, 'disk');
  mkdirSync(path);
  const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'pipe' });
  mount('-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path);
  const filler = join(path, 'filler');
  return {
    path,
    fill: () => fill(filler),
    free: () => rmSync(filler),
    setReadOnly: (isReadOnly) => mount('-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, path),
    [Symbol.dispose]() {
      execFileSync('umount', ['--lazy', path], { stdio: 'pipe' });
      folder[Symbol.dispose]();
    },
  };
}

function fill(file: string): void {
  const handle = openSync(file, 'a');
  const block = Buffer.alloc(4_096);
  try {
    // To the last page: what is left is less than one.
    for (;;) writeSync(handle, block);
  } catch (error) {
    if (errorCode(error) !== 'ENOSPC') throw error;
  } finally {
    closeSync(handle);
  }
  if (statfsSync(file).bavail > 0) throw new Error('there is room left');
}
