import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../lib/log.ts';
import type { Clock } from '../lib/time.ts';
import type { Part } from './lifecycle.ts';

export interface Demo {
  /** The environment for the daemon: the simulator's addresses and made-up tokens, none of the real ones, and no internet. */
  readonly env: Readonly<Record<string, string>>;
  /** Plays the day while the daemon runs. */
  part(log: Logger): Part;
  stop(): Promise<void>;
}

// What a demo may take from the real environment: where to listen and how to log, never a credential or an address.
const KEPT = [
  'KORA_WEB_HOST',
  'KORA_WEB_PORT',
  'KORA_WEB_ALLOWED_HOSTS',
  'KORA_API_TOKEN',
  'KORA_LOG_LEVEL',
] as const;
const PROBE_INTERVAL_SEC = '5';
// Its days are minutes long, so its pages change within seconds.
const FEED_INTERVAL_SEC = '5';

/** Starts the simulator of the five providers on a free local port. */
export async function startDemo({
  env,
  clock,
}: {
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
}): Promise<Demo> {
  const { createSimulator, playDay } = await import('../simulator/simulator.ts');
  const simulator = createSimulator({ clock });
  await simulator.start();
  const kept = Object.fromEntries(
    KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
  // Its days are made up: they must not get into a real history.
  const folder = await mkdtemp(join(tmpdir(), 'kora-demo-'));
  const day = new AbortController();
  let played: Promise<void> = Promise.resolve();

  async function stop(): Promise<void> {
    day.abort(new Error('shutting down'));
    await played;
    await simulator.stop();
    await rm(folder, { recursive: true, force: true });
  }

  return {
    env: {
      ...kept,
      KORA_HEARTBEAT_PROBE_INTERVAL_SEC: PROBE_INTERVAL_SEC,
      KORA_FEED_INTERVAL_SEC: FEED_INTERVAL_SEC,
      KORA_DATA_DIR: folder,
      ...simulator.environment(),
    },
    part: (log) => ({
      name: 'demo',
      start() {
        log.info({ url: simulator.url() }, 'demo.simulator');
        const onAct = (act: string) => log.info({ act }, 'demo.act');
        played = playDay(simulator, { clock, signal: day.signal, onAct });
      },
      stop,
    }),
    stop,
  };
}
