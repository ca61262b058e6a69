interface Listening {
  readonly tasks: Set<() => void>;
}

// One listener per signal: with its own for each of ten thousand waiting ones, a signal takes a minute to add and remove them.
const listening = new WeakMap<AbortSignal, Listening>();

/** Runs the task when the signal aborts, unless what it returns is called before. The signal has not aborted yet. */
export function whenAborted(signal: AbortSignal, task: () => void): () => void {
  const { tasks } = listening.get(signal) ?? listen(signal);
  // A task that is given twice is to be run twice.
  const own = () => task();
  tasks.add(own);
  return () => tasks.delete(own);
}

function listen(signal: AbortSignal): Listening {
  const made: Listening = { tasks: new Set() };
  signal.addEventListener('abort', () => runAll(made), { once: true });
  listening.set(signal, made);
  return made;
}

function runAll({ tasks }: Listening): void {
  const all = [...tasks];
  tasks.clear();
  for (const task of all) task();
}
