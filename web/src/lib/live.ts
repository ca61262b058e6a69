import { LIVE_COMMENT_INTERVAL_MS } from '../../../src/contracts/live.ts';
import type { Monitor } from '../../../src/contracts/monitors.ts';
import type { Storage } from '../../../src/contracts/storage.ts';
import { openLive } from './api.ts';
import { after, nowMs, pause } from './clock.ts';
import { createSseParser, type SseEvent } from './sse.ts';
import { isStorage } from './storage.ts';

export interface LiveHandlers {
  /** Snapshots that came together. */
  readonly onSnapshots: (snapshots: readonly Monitor[]) => void;
  /** Incidents opened, changed or closed; they are to be read again. */
  readonly onIncidents: () => void;
  readonly onStorage: (storage: Storage) => void;
  readonly onOpen: () => void;
  /** The stream has been silent for longer than the server lets it be: time to ask otherwise whether it is there. */
  readonly onQuiet: () => void;
  /** The stream ended or could not be had; it is tried again by itself. Since when nothing came, when that was why. */
  readonly onLost: (silentSinceMs: number | null) => void;
}

/** The server sends at least a comment so often; what is late by this much is asked after otherwise. */
const QUIET_MS = LIVE_COMMENT_INTERVAL_MS + 1_500;
/** From then on the stream is dead. */
const SILENCE_MS = LIVE_COMMENT_INTERVAL_MS + 4_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;

/** Follows the live stream until the signal aborts, coming back by itself and resuming where it was. */
export async function followLive(handlers: LiveHandlers, signal: AbortSignal): Promise<void> {
  let lastEventId: string | null = null;
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    const { wasOpen, silentSinceMs } = await readOnce(handlers, signal, lastEventId, (id) => {
      lastEventId = id;
    });
    if (signal.aborted) return;
    handlers.onLost(silentSinceMs);
    retryMs = wasOpen ? FIRST_RETRY_MS : Math.min(retryMs * 2, LONGEST_RETRY_MS);
    await pause(retryMs, signal);
  }
}

interface Ended {
  readonly wasOpen: boolean;
  readonly silentSinceMs: number | null;
}

/** One connection. Resolves when it ended, with whether it had been open. */
async function readOnce(
  handlers: LiveHandlers,
  signal: AbortSignal,
  lastEventId: string | null,
  onId: (id: string) => void,
): Promise<Ended> {
  const connection = new AbortController();
  const stop = () => connection.abort();
  signal.addEventListener('abort', stop, { once: true });
  let isOpen = false;
  let silentSinceMs: number | null = null;
  const listen = () =>
    afterBoth(
      [QUIET_MS, handlers.onQuiet],
      [
        SILENCE_MS,
        () => {
          silentSinceMs = nowMs() - SILENCE_MS;
          stop();
        },
      ],
    );
  let stopListening = listen();
  const ended = (): Ended => ({ wasOpen: isOpen, silentSinceMs });
  try {
    const response = await openLive(lastEventId, connection.signal);
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (!isStream || response.body === null) return ended();
    isOpen = true;
    handlers.onOpen();
    const parser = createSseParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return ended();
      stopListening();
      stopListening = listen();
      const events = parser.push(value);
      const lastId = events.findLast(({ id }) => id !== null)?.id;
      if (lastId !== null && lastId !== undefined) onId(lastId);
      tell(handlers, events);
    }
  } catch {
    // Whatever it was, the caller's answer is the same: poll, and try again.
    return ended();
  } finally {
    stopListening();
    signal.removeEventListener('abort', stop);
    connection.abort();
  }
}

type Later = readonly [delayMs: number, task: () => void];

function afterBoth(first: Later, second: Later): () => void {
  const cancels = [after(...first), after(...second)];
  return () => {
    for (const cancel of cancels) cancel();
  };
}

function tell(handlers: LiveHandlers, events: readonly SseEvent[]): void {
  const of = (name: string) => events.filter(({ event }) => event === name).map(({ data }) => parse(data));
  const snapshots = of('snapshot').filter(isMonitor);
  if (snapshots.length > 0) handlers.onSnapshots(snapshots);
  if (of('incident').length > 0) handlers.onIncidents();
  const storage = of('storage').findLast(isStorage);
  if (storage !== undefined) handlers.onStorage(storage);
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function isMonitor(value: unknown): value is Monitor {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'recent' in value &&
    Array.isArray(value.recent)
  );
}
