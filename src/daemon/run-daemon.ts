import { setFlagsFromString } from 'node:v8';
import type { KoraConfig } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { KoraError } from '../lib/errors.ts';
import { createLogger, type Logger } from '../lib/log.ts';
import { createRedactor } from '../lib/redact.ts';
import { systemClock } from '../lib/time.ts';
import { VERSION } from '../lib/version.ts';
import { compose } from './compose.ts';
import { startDemo } from './demo.ts';
import { createLifecycle, type Lifecycle, type Part } from './lifecycle.ts';
import { untilSignal } from './until-signal.ts';

export interface DaemonOptions {
  readonly demo: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Shutdown takes no longer than this, whatever hangs. */
const STOP_WITHIN_MS = 4_500;

/**
 * Runs until a signal and resolves to the exit code 0. Throws `KoraError` when the configuration is bad or the
 * address cannot be had; then nothing is left running.
 */
export async function runDaemon({ demo, env, cwd }: DaemonOptions): Promise<number> {
  const simulated = demo ? await startDemo({ env, clock: systemClock }) : null;
  const config = await loadConfig(
    simulated === null ? { env, cwd } : { env: simulated.env, cwd, file: false },
  );
  const redact = createRedactor(config.secrets.map((secret) => secret.reveal()));
  const log = createLogger({
    level: config.logLevel,
    redact,
    write: (line) => process.stdout.write(line),
    readable: process.stdout.isTTY === true,
  });
  for (const warning of config.warnings) log.warn({ warning }, 'config.warning');
  const parts = compose({
    config,
    clock: systemClock,
    redact,
    log,
    onListening: (url) => greet(log, url, config, demo),
  });
  const lifecycle = createLifecycle(
    simulated === null ? parts : [simulated.part(log), ...parts],
    (name, error) => log.error({ part: name, err: error }, 'stop.failed'),
  );
  const unguard = guardProcess(log);
  // Before anything starts: a signal that comes meanwhile must not cut the start in half.
  const signalled = untilSignal(systemClock);
  try {
    await startAll(lifecycle, simulated?.stop ?? null);
    fitHeap(config.monitors.length);
    const signal = await signalled;
    log.info({ signal }, 'daemon.stopping');
    await stopInTime(lifecycle);
    log.info({}, 'daemon.stopped');
    return 0;
  } finally {
    unguard();
  }
}

async function startAll(lifecycle: Lifecycle, cleanUp: Part['stop'] | null): Promise<void> {
  try {
    await lifecycle.start();
  } catch (error) {
    await cleanUp?.();
    throw error instanceof KoraError
      ? error
      : new KoraError('listen_failed', 'the daemon could not start', { cause: error });
  }
}

function greet(log: Logger, url: string, config: KoraConfig, demo: boolean): void {
  const ready = config.monitors.filter(({ missing }) => missing.length === 0).length;
  const said = {
    url,
    version: VERSION,
    monitors: config.monitors.length,
    notSetUp: config.monitors.length - ready,
  };
  log.info(demo ? { ...said, demo: true } : said, 'daemon.listening');
}

// With few monitors the garbage is that of requests, and a larger young generation collects it for a tenth less time.
// With thousands it would only promote more of what each look leaves: 120 MB more, and longer pauses.
const FEW_MONITORS = 1_000;
// Code that was compiled for size takes 7 MB less and, in looks, a fifth more time: of little that is nothing.
const LITTLE_TO_DO = 50;

function fitHeap(monitors: number): void {
  if (monitors <= FEW_MONITORS) setFlagsFromString('--semi-space-growth-factor=2');
  if (monitors > LITTLE_TO_DO) setFlagsFromString('--no-optimize-for-size');
}

// A defect in one look must not stop the others: it is logged, scrubbed, and the process goes on.
function guardProcess(log: Logger): () => void {
  const onDefect = (error: unknown) => log.error({ err: error }, 'defect.unhandled');
  process.on('uncaughtException', onDefect);
  process.on('unhandledRejection', onDefect);
  return () => {
    process.off('uncaughtException', onDefect);
    process.off('unhandledRejection', onDefect);
  };
}

async function stopInTime(lifecycle: Lifecycle): Promise<void> {
  const late = new Promise<void>((resolve) => systemClock.setTimer(STOP_WITHIN_MS, resolve));
  await Promise.race([lifecycle.stop(), late]);
}
