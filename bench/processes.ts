import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const KORA = join(import.meta.dirname, '../bin/kora');
const STOP_WITHIN_MS = 6_000;
const TICKS_PER_SECOND = 100;
const KB_PER_MB = 1_024;

/** A child of the benchmark, ended by its own process id. */
export interface Child {
  readonly pid: number;
  stop(): Promise<void>;
}

export function startNode(args: readonly string[], env: Record<string, string>, cwd: string): Child {
  return toChild(
    spawn(process.execPath, [...args], {
      env: { PATH: process.env.PATH ?? '', HOME: cwd, ...env },
      cwd,
      stdio: 'ignore',
    }),
  );
}

export function startKora(env: Record<string, string>, cwd: string): Child {
  return startNode([KORA, 'daemon'], { KORA_LOG_LEVEL: 'silent', KORA_OFFLINE: '1', ...env }, cwd);
}

const running = new Set<Child>();

function toChild(process: ChildProcess): Child {
  const exited = once(process, 'exit');
  const child: Child = {
    pid: process.pid ?? 0,
    async stop() {
      // Politely first: the compile cache is written at exit.
      process.kill('SIGTERM');
      const late = setTimeout(() => process.kill('SIGKILL'), STOP_WITHIN_MS);
      await exited;
      clearTimeout(late);
      running.delete(child);
    },
  };
  running.add(child);
  return child;
}

/** Ends what a measurement that failed left running. */
export async function stopAll(): Promise<void> {
  for (const child of [...running]) await child.stop();
}

/** User and system time so far, in milliseconds (proc(5), fields 14 and 15). */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
}

/** Resident memory, in MB. */
export function rssMb(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / KB_PER_MB;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks every few milliseconds (more often would take the time away from what is measured) until `wanted` accepts the body; gives how long that took. */
export async function msUntil(url: string, wanted: (body: string) => boolean): Promise<number> {
  const from = performance.now();
  while (performance.now() - from < 20_000) {
    const body = await fetch(url).then(
      (response) => response.text(),
      () => '',
    );
    if (wanted(body)) return performance.now() - from;
    await pause(5);
  }
  throw new Error(`${url} did not answer as it should`);
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
