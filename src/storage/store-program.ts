import { parentPort, workerData } from 'node:worker_threads';
import { KoraError } from '../lib/errors.ts';
import { systemClock } from '../lib/time.ts';
import { replayLog } from './beat-log.ts';
import { type Housekeeper, startHousekeeping } from './housekeeping.ts';
import { openDatabase } from './open.ts';
import { OPERATIONS } from './operations.ts';
import { openSession, type Session } from './session.ts';
import { describeFailure } from './store-problem.ts';
import type { Opened, ThreadAnswer, ThreadRequest, ThreadStart } from './thread-messages.ts';

// A thread of its own: everything that touches the database happens here, so that a slow disk holds up nobody else.
const port = asPort(parentPort);
const { location, retention } = asStart(workerData);

let opened: { readonly session: Session; readonly housekeeper: Housekeeper } | null = null;

const answer = (message: ThreadAnswer) => port.postMessage(message);

async function open(stamp: string): Promise<Opened> {
  await close();
  const { database, notices } = await openDatabase(location, stamp);
  try {
    const session = await openSession(database, retention);
    const damaged = await replayLog(session);
    const onError = (error: unknown) => answer({ housekeepingFailed: describeFailure(error) });
    opened = { session, housekeeper: startHousekeeping(session, { clock: systemClock, onError }) };
    return { kind: location.kind, notices: damaged === 0 ? notices : [...notices, lostBatches(damaged)] };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function lostBatches(count: number): Opened['notices'][number] {
  const batches = count === 1 ? 'a batch' : `${count} batches`;
  return { level: 'error', text: `${batches} of the newest looks cannot be read: the bytes are damaged` };
}

async function close(): Promise<void> {
  const closing = opened;
  opened = null;
  await closing?.housekeeper.stop();
  await closing?.session.database.close();
}

async function run(request: ThreadRequest): Promise<unknown> {
  if (request.do === 'open') return open(request.stamp);
  if (request.do === 'close') return close();
  if (opened === null || !opened.session.database.isHeld()) {
    throw new KoraError('store_unavailable', 'the store was lost: it is opened anew');
  }
  return asOperation(OPERATIONS[request.do])(
    opened.session,
    'argument' in request ? request.argument : undefined,
  );
}

port.on('message', (request: ThreadRequest) => {
  run(request).then(
    (result) => answer({ id: request.id, result }),
    (error: unknown) => answer({ id: request.id, failure: describeFailure(error) }),
  );
});

// This file is only ever started as a thread.
function asPort(value: typeof parentPort): NonNullable<typeof parentPort> {
  return value as NonNullable<typeof parentPort>;
}

// It was given by `createStore`.
function asStart(value: unknown): ThreadStart {
  return value as ThreadStart;
}

// The types of names and arguments are kept by `createStore`, which is the only one to send them.
function asOperation(operation: unknown): (session: Session, argument: unknown) => Promise<unknown> {
  return operation as (session: Session, argument: unknown) => Promise<unknown>;
}
