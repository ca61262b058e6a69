const EXIT_BY_SIGNAL = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a command that a person may interrupt: Ctrl-C aborts its signal and gives the code a shell expects (128 + the
 * signal's number) at once, whatever the command still does.
 */
export async function interruptible(run: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const interrupted = Promise.withResolvers<number>();
  const onSignal = (signal: keyof typeof EXIT_BY_SIGNAL) => {
    interrupted.resolve(EXIT_BY_SIGNAL[signal]);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await Promise.race([interrupted.promise, run(controller.signal)]);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
