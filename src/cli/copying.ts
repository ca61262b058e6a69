import { resolve } from 'node:path';
import { KoraError } from '../lib/errors.ts';
import { wait } from '../lib/time.ts';
import type { CopyStep } from '../operations/back-up-store.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-code.ts';
import { interruptible } from './interrupt.ts';
import { startProgress } from './progress.ts';

/** What a copy of the store is handed. */
export interface Copying {
  readonly signal: AbortSignal;
  readonly onStep: (step: CopyStep) => Promise<void>;
}

// A frame of the progress line and a little.
const SHOWN_AFTER_MS = 100;

/** Runs a copy that may be interrupted, with progress on a terminal; prints what it says at the end. */
export function copying(
  { terminal, clock }: CliContext,
  copy: (parts: Copying) => Promise<string>,
): Promise<number> {
  return interruptible(async (signal) => {
    const progress = startProgress(terminal, clock);
    signal.addEventListener('abort', progress.end, { once: true });
    const onStep = async (step: CopyStep) => {
      progress.say(step === 'checking' ? 'checking the copy' : `copying: ${percent(step.copiedRatio)}`);
      // The check holds everything up: what it is doing is drawn before it begins.
      if (step === 'checking' && terminal.interactive) await wait(clock, SHOWN_AFTER_MS, signal);
    };
    try {
      const said = await copy({ signal, onStep });
      progress.end();
      terminal.out(said);
      return EXIT.ok;
    } finally {
      progress.end();
    }
  });
}

function percent(ratio: number): string {
  return `${Math.floor(ratio * 100)} %`;
}

/** The path of a file that is named on the command line. Throws `usage` for `-`: a database is no stream. */
export function copyPath(name: string, cwd: string): string {
  if (name === '-' || name === '') {
    throw new KoraError(
      'usage',
      `${JSON.stringify(name)} is not a file: a store cannot be streamed, name a file`,
    );
  }
  return resolve(cwd, name);
}
