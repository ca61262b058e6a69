import { Worker } from 'node:worker_threads';
import { describeError, KoraError } from '../lib/errors.ts';
import { programFile } from '../lib/package-files.ts';
import type { OperationArgument, OperationName, OperationResult } from './operations.ts';
import type { Opened, ThreadAnswer, ThreadFailure, ThreadRequest, ThreadStart } from './thread-messages.ts';

/** The store has a problem: it may be over later, and `message` says what to do. */
export class StoreError extends Error {
  /** Whether it has to be opened anew. */
  readonly isBroken: boolean;

  constructor({ message, isBroken }: ThreadFailure) {
    super(message);
    this.name = 'StoreError';
    this.isBroken = isBroken;
  }
}

/** The store, in a thread of its own. */
export interface Store {
  /** Opens it, or opens it anew. `stamp` names a damaged file that is set aside. Throws `StoreError` or `KoraError`. */
  open(stamp: string): Promise<Opened>;
  /** Asks for one of the operations. Throws `StoreError` when the store has a problem. */
  call<Name extends OperationName>(
    name: Name,
    argument: OperationArgument<Name>,
  ): Promise<OperationResult<Name>>;
  /** Closes it and ends its thread. */
  close(): Promise<void>;
}

export interface StoreParts extends ThreadStart {
  /** Told when keeping the store in order failed; it goes on. */
  readonly onHousekeepingError: (message: string) => void;
}

export function createStore({ location, retention, onHousekeepingError }: StoreParts): Store {
  const start: ThreadStart = { location, retention };
  let worker: Worker | null = null;
  let lastId = 0;
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();

  function onMessage(message: ThreadAnswer): void {
    if ('housekeepingFailed' in message) {
      onHousekeepingError(message.housekeepingFailed.message);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    // It keeps the process alive only while somebody waits for it.
    if (waiting.size === 0) worker?.unref();
    if ('failure' in message) asked?.reject(toError(message.failure));
    else asked?.resolve(message.result);
  }

  // A defect of ours in the thread ends it; opening it anew starts another.
  function onEnd(ended: Worker, why: string): void {
    if (worker !== ended) return;
    worker = null;
    const message = `the thread of the store ended (${why})`;
    for (const asked of waiting.values()) {
      asked.reject(new StoreError({ code: null, message, isBroken: true }));
    }
    waiting.clear();
  }

  function startWorker(): Worker {
    const started = new Worker(programFile('storage/store-program'), { workerData: start });
    started.on('message', onMessage);
    started.on('error', (error) => onEnd(started, describeError(error)));
    started.on('exit', (code) => onEnd(started, `exit ${code}`));
    return started;
  }

  function send(request: RequestBody): Promise<unknown> {
    worker ??= startWorker();
    worker.ref();
    lastId += 1;
    const asked = Promise.withResolvers<unknown>();
    waiting.set(lastId, asked);
    worker.postMessage({ ...request, id: lastId });
    return asked.promise;
  }

  return {
    open: async (stamp) => asOpened(await send({ do: 'open', stamp })),
    call: <Name extends OperationName>(name: Name, argument: OperationArgument<Name>) =>
      asResult<Name>(send({ do: name, argument })),
    async close() {
      if (worker === null) return;
      const closing = worker;
      await send({ do: 'close', stamp: '' });
      await closing.terminate();
    },
  };
}

type RequestBody = ThreadRequest extends infer Each
  ? Each extends unknown
    ? Omit<Each, 'id'>
    : never
  : never;

function toError(failure: ThreadFailure): Error {
  return failure.code === 'usage' ? new KoraError('usage', failure.message) : new StoreError(failure);
}

// What the thread answers is what the operation of that name returns.
function asResult<Name extends OperationName>(result: Promise<unknown>): Promise<OperationResult<Name>> {
  return result as Promise<OperationResult<Name>>;
}

function asOpened(result: unknown): Opened {
  return result as Opened;
}
