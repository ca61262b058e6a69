/** The only place in the dashboard that reads a clock or sets a timer. */

let skewMs = 0;

/** Milliseconds since the epoch, by the server's clock as far as it is known: a phone with a wrong clock lies to nobody. */
export function nowMs(): number {
  return Date.now() + skewMs;
}

/** An instant of this browser's clock, such as other libraries note, by the server's. */
export function byServer(browserAtMs: number): number {
  return browserAtMs + skewMs;
}

/** Learns the server's time from an answer that just came; differences below five seconds are the network's. */
export function learnServerTime(serverAtMs: number): void {
  const differenceMs = serverAtMs - Date.now();
  skewMs = Math.abs(differenceMs) > 5_000 ? differenceMs : 0;
}

/** Runs `task` once after `delayMs`; the result cancels it. */
export function after(delayMs: number, task: () => void): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}

const IDLE_DELAY_MS = 1_500;

/** Runs `task` once when the page has settled and nothing else is to be done; the result cancels it. */
export function whenIdle(task: () => void): () => void {
  return after(IDLE_DELAY_MS, () => {
    // Not every browser has it; then the delay alone has to do.
    if (typeof requestIdleCallback === 'function') requestIdleCallback(task);
    else task();
  });
}

/** Resolves after `delayMs`, or at once when the signal aborts. */
export function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const cancel = after(delayMs, resolve);
    signal.addEventListener(
      'abort',
      () => {
        cancel();
        resolve();
      },
      { once: true },
    );
  });
}

const listeners = new Set<() => void>();
let isTicking = false;

function tick(): void {
  isTicking = listeners.size > 0;
  if (isTicking) after(1_000, tick);
  if (document.visibilityState === 'visible') for (const listener of listeners) listener();
}

/** Calls `listener` about every second while the page is seen: one timer for all that shows a time. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  if (!isTicking) after(1_000, tick);
  isTicking = true;
  return () => {
    listeners.delete(listener);
  };
}
