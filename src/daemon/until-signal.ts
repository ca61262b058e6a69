import type { Clock } from '../lib/time.ts';

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;
type StopSignal = keyof typeof SIGNAL_NUMBERS;

// npm and service managers pass on a signal that the terminal or the kernel sent to the whole group as well.
const SAME_WITHIN_MS = 100;

/** Resolves with the first SIGINT or SIGTERM. A second one ends the process at once, as a shell expects (128 + number). */
export function untilSignal(clock: Clock): Promise<StopSignal> {
  return new Promise((resolve) => {
    let askedTick: number | null = null;
    const onSignal = (signal: StopSignal) => {
      if (askedTick === null) {
        askedTick = clock.tick();
        resolve(signal);
        return;
      }
      if (clock.tick() - askedTick > SAME_WITHIN_MS) process.exit(128 + SIGNAL_NUMBERS[signal]);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
