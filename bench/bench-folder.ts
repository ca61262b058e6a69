import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMs, freePort, msUntil, pause, rssMb, startNode } from './processes.ts';

/** Everything that the benchmark writes. Removed at its end. */
export const folder = mkdtempSync(join(tmpdir(), 'kora-bench-'));
const TARGET = join(import.meta.dirname, 'target.ts');

/** Writes a configuration of so many looks at one address; gives its path. */
export function writeMonitors(count: number, interval: string, url: string): string {
  const path = join(folder, `monitors-${count}.yaml`);
  const entries = Array.from(
    { length: count },
    (_, i) => `  - { name: m-${i}, check: http, url: "${url}", interval: ${interval} }\n`,
  );
  writeFileSync(path, `monitors:\n${entries.join('')}`);
  return path;
}

/** A bare server that answers everything the same. */
export async function startTarget(body = 'ok', headers: Readonly<Record<string, string>> = {}) {
  const port = String(await freePort());
  const env = { PORT: port, BODY: body, HEADERS: JSON.stringify(headers) };
  const child = startNode([TARGET], env, folder);
  const url = `http://127.0.0.1:${port}/`;
  await msUntil(url, (answer) => answer !== '');
  return { child, url };
}

/** User and system time of a process over a while, in milliseconds. */
export async function cpuOver(pid: number, windowMs: number): Promise<number> {
  const from = cpuMs(pid);
  await pause(windowMs);
  return cpuMs(pid) - from;
}

export async function bareMemory(): Promise<string> {
  const { child } = await startTarget();
  const memory = rssMb(child.pid);
  await child.stop();
  return `${Math.round(memory)} MB (bare node:http)`;
}
