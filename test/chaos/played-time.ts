import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { systemClock } from '../../src/lib/time.ts';

/**
 * Preloaded into the writer and, since Node hands `--import` on, into its store's thread: Kora's clock then stands still
 * until the writer moves it on, in both threads. Hours are sealed and days forgotten within seconds, and on a busy machine
 * as many of them as on an idle one. Nobody else's timers are touched.
 */
const KEY = 'chaos-elapsed-ms';
const POLL_MS = 1;

if (isMainThread) setEnvironmentData(KEY, new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
const elapsed = new Float64Array(asShared(getEnvironmentData(KEY)));
const fromMs = Number(process.env.CHAOS_FROM_MS);
const timers = new Set<{ readonly dueMs: number; readonly task: () => void }>();

Object.assign(systemClock, {
  nowMs: () => Math.floor(fromMs + elapsedMs()),
  tick: elapsedMs,
  setTimer(delayMs: number, task: () => void) {
    const timer = { dueMs: elapsedMs() + Math.max(0, delayMs), task };
    timers.add(timer);
    return () => timers.delete(timer);
  },
});
setInterval(runDue, POLL_MS).unref();

function elapsedMs(): number {
  return elapsed[0] ?? 0;
}

function runDue(): void {
  for (const timer of timers) {
    if (timer.dueMs > elapsedMs()) continue;
    timers.delete(timer);
    timer.task();
  }
}

/** Moves Kora's clock on. */
export function passTime(ms: number): void {
  elapsed[0] = elapsedMs() + ms;
}

// It was set above, or by the thread that started this one.
function asShared(value: unknown): SharedArrayBuffer {
  return value as SharedArrayBuffer;
}
