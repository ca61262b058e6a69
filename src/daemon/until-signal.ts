const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;
type StopSignal = keyof typeof SIGNAL_NUMBERS;

/** Resolves with the first SIGINT or SIGTERM. A second one ends the process at once, as a shell expects (128 + number). */
export function untilSignal(): Promise<StopSignal> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: StopSignal) => {
      if (asked) process.exit(128 + SIGNAL_NUMBERS[signal]);
      asked = true;
      resolve(signal);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
