/** A part of the daemon that runs. */
export interface Part {
  readonly name: string;
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
}

export interface Lifecycle {
  /** Starts the parts in order; when one fails, stops those that had started and rejects with its error. */
  start(): Promise<void>;
  /** Stops what was started, in reverse. One part's failure does not keep the others running. */
  stop(): Promise<void>;
}

export function createLifecycle(
  parts: readonly Part[],
  onStopError: (name: string, error: unknown) => void,
): Lifecycle {
  const started: Part[] = [];

  async function stop(): Promise<void> {
    for (let part = started.pop(); part !== undefined; part = started.pop()) {
      try {
        await part.stop();
      } catch (error) {
        onStopError(part.name, error);
      }
    }
  }

  return {
    async start() {
      try {
        for (const part of parts) {
          await part.start();
          started.push(part);
        }
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}
