import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { tempFolder } from './temp-folder.ts';

export const KORA_BIN = fileURLToPath(new URL('../../bin/kora', import.meta.url));

export interface KoraRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KoraOptions {
  /** Variables beside the few that any program needs. Nothing else of this process's environment is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Default: the Node of this process. */
  readonly node?: string;
  readonly bin?: string;
}

export interface RunningKora {
  readonly process: ChildProcess;
  /** What it wrote so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  readonly ended: Promise<KoraRun>;
  /** Resolves when standard output or standard error holds the text; rejects when it ends without. */
  until(text: string): Promise<void>;
}

/** Starts the real command line, as a user would. */
export function startKora(args: readonly string[], options: KoraOptions = {}): RunningKora {
  const { env = {}, cwd = '/', node = process.execPath, bin = KORA_BIN } = options;
  // Never the history of whoever runs the tests.
  const state = tempFolder();
  const child = spawn(node, [bin, ...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      XDG_STATE_HOME: state.path,
      // Nor anybody outside.
      KORA_OFFLINE: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      child.emit('kora-output');
    });
  }
  const ended = once(child, 'close').then(([code, signal]): KoraRun => {
    state[Symbol.dispose]();
    return { code, signal, stdout: output.stdout, stderr: output.stderr };
  });
  const over = ended.then((run) => {
    throw new Error(`it ended (${run.code ?? run.signal}) without it:\n${run.stdout}\n${run.stderr}`);
  });
  over.catch(() => {});
  return {
    process: child,
    output,
    ended,
    async until(text) {
      while (!output.stdout.includes(text) && !output.stderr.includes(text)) {
        await Promise.race([once(child, 'kora-output'), over]);
      }
    },
  };
}

/** Runs the real command line to its end. */
export function runKora(args: readonly string[], options: KoraOptions = {}): Promise<KoraRun> {
  return startKora(args, options).ended;
}

/** A Node that is too old for Kora, where this machine has one. */
export function findOldNode(): string | null {
  return ['/usr/bin/node', '/usr/local/bin/node'].find(isOldNode) ?? null;
}

function isOldNode(path: string): boolean {
  return existsSync(path) && majorOf(path) < 24;
}

function majorOf(path: string): number {
  const said = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout;
  return Number(/^v(\d+)/.exec(said)?.[1] ?? Number.NaN);
}
