import { beatsResponseSchema, type StoredBeat } from '../../src/contracts/history.ts';
import type { StoreLocation } from '../../src/storage/dialect.ts';
import { type RunningKora, startKora } from './run-kora.ts';

export interface HistoryDaemon extends AsyncDisposable {
  readonly running: RunningKora;
  /** An answer of `/api/v1`. */
  get(path: string): Promise<unknown>;
  /** Every look of a monitor, the newest first, page by page. */
  beats(name: string, query?: string): Promise<readonly StoredBeat[]>;
  stop(): Promise<void>;
}

/** What tells a command of Kora where the history is, and that nothing of the machine is watched. */
export function historyEnv(location: StoreLocation, more: Record<string, string> = {}) {
  const where: Record<string, string> =
    location.kind === 'sqlite' ? { KORA_DATA_DIR: location.folder } : { KORA_DATABASE_URL: location.url };
  return { ...where, KORA_WEB_PORT: '0', ...more };
}

/** A configuration of http checks alone, all of one address. */
export function httpChecks(names: readonly string[], url: string, interval: string): string {
  const providers = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'].map(
    (name) => `  - { name: ${name}, provider: ${name}, enabled: false }`,
  );
  const checks = names.map(
    (name) => `  - { name: ${name}, check: http, url: "${url}", interval: ${interval} }`,
  );
  return `monitors:\n${[...providers, ...checks].join('\n')}\n`;
}

/** A real daemon on a free port whose store is open. Use with `await using`. */
export async function historyDaemon(env: Readonly<Record<string, string>>): Promise<HistoryDaemon> {
  const running = startKora(['daemon'], { env });
  await running.until('daemon.listening');
  await running.until('store.open');
  const url = /"url":"(http:[^"]+)"/.exec(running.output.stdout)?.[1] ?? '';
  const get = async (path: string) => (await fetch(`${url}/api/v1${path}`)).json();
  return {
    running,
    get,
    async beats(name, query = '') {
      const found: StoredBeat[] = [];
      for (let cursor = ''; ; ) {
        const page = beatsResponseSchema.parse(
          await get(`/monitors/${name}/beats?limit=500${query}${cursor}`),
        );
        found.push(...page.beats);
        if (page.next_cursor === null) return found;
        cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
      }
    },
    async stop() {
      running.process.kill('SIGTERM');
      await running.ended;
    },
    async [Symbol.asyncDispose]() {
      running.process.kill('SIGKILL');
      await running.ended;
    },
  };
}
