import { isDeepStrictEqual } from 'node:util';
import type { FeedReading } from '../domain/feed-reading.ts';
import type { HttpClient } from '../lib/http-client.ts';
import type { Redact } from '../lib/redact.ts';
import type { CancelTimer, Clock } from '../lib/time.ts';
import { type FeedMemory, NOTHING_READ, readFeed, sickMemory } from './read-feed.ts';

const CADENCE_MS = 120_000;
const LONGEST_BACK_OFF_MS = 600_000;
// A page may ask for more, but not to be forgotten.
const LONGEST_RETRY_AFTER_MS = 3_600_000;
const MOST_AT_ONCE = 4;
// Whoever starts it waits for the first page: all are asked within this, as fast as four at once allow.
const FIRST_WITHIN_MS = 5_000;
const FIRST_EVERY_MS = 50;

export interface FeedChange {
  readonly url: string;
  readonly reading: FeedReading;
  readonly before: FeedReading;
}

export interface FeedsParts {
  /** Several may name the same feed; it is read once. */
  readonly sources: readonly { readonly url: string }[];
  readonly clock: Clock;
  /** A client of their own: nothing that carries a credential shares its connections. */
  readonly client: HttpClient;
  readonly redact: Redact;
  /** Told when a page says something else than before, or became sick or well again. */
  readonly onChange?: (change: FeedChange) => void;
  /** A defect of our own; the feed is sick and goes on being read. */
  readonly onError: (url: string, error: unknown) => void;
}

export interface Feeds {
  /** As it is known now; of an address that is not read, nothing. */
  reading(url: string): FeedReading;
  start(): void;
  /** Cancels what is being read and waits until it has ended. */
  stop(): Promise<void>;
}

interface Slot {
  readonly url: string;
  memory: FeedMemory;
  /** Tries in a row that gave nothing. */
  failures: number;
  dueAtTick: number;
  /** Until it was used, after the first good read: it leads from the crowd of the start to the feed's own place in the cadence. */
  firstGapMs: number | null;
}

/** Reads every distinct feed on the cadence, four at once at most, and never one twice at a time. */
export function createFeeds({ sources, clock, client, redact, onChange, onError }: FeedsParts): Feeds {
  const parts = { clock, client, redact };
  const urls = [...new Set(sources.map(({ url }) => url))];
  const slots = new Map<string, Slot>();
  const waiting = new Set<Slot>();
  const running = new Set<Promise<void>>();
  const shutdown = new AbortController();
  let cancelTimer: CancelTimer = () => {};

  async function run(slot: Slot): Promise<void> {
    const startedTick = clock.tick();
    const { reading: before } = slot.memory;
    const retryAfterMs = await readInto(slot);
    if (shutdown.signal.aborted) return;
    const { reading } = slot.memory;
    slot.failures = reading.problem === null ? 0 : slot.failures + 1;
    slot.dueAtTick = Math.max(startedTick + nextGapMs(slot), clock.tick() + (retryAfterMs ?? 0));
    if (onChange !== undefined && saysOtherwise(before, reading))
      tell(onChange, { url: slot.url, reading, before });
  }

  async function readInto(slot: Slot): Promise<number | null> {
    try {
      const { memory, retryAfterMs } = await readFeed(parts, slot, shutdown.signal);
      slot.memory = memory;
      return Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    } catch (error) {
      if (shutdown.signal.aborted) return null;
      onError(slot.url, error);
      slot.memory = sickMemory(parts, slot.memory, 'It could not be read because of a fault in Kora.');
      return null;
    }
  }

  function tell(listener: (change: FeedChange) => void, change: FeedChange): void {
    try {
      listener(change);
    } catch (error) {
      onError(change.url, error);
    }
  }

  function runDue(): void {
    cancelTimer();
    if (shutdown.signal.aborted) return;
    const tick = clock.tick();
    const inOrder = [...waiting].sort((a, b) => a.dueAtTick - b.dueAtTick);
    for (const slot of inOrder) {
      if (slot.dueAtTick > tick || running.size >= MOST_AT_ONCE) break;
      waiting.delete(slot);
      const read = run(slot).finally(() => {
        running.delete(read);
        waiting.add(slot);
        runDue();
      });
      running.add(read);
    }
    setTimer();
  }

  // While four are being read, the end of one of them is what comes next.
  function setTimer(): void {
    if (running.size >= MOST_AT_ONCE || waiting.size === 0) return;
    const nextTick = Math.min(...[...waiting].map(({ dueAtTick }) => dueAtTick));
    cancelTimer = clock.setTimer(Math.max(0, nextTick - clock.tick()), runDue);
  }

  return {
    reading: (url) => slots.get(url)?.memory.reading ?? NOTHING_READ.reading,
    start() {
      const tick = clock.tick();
      for (const [place, url] of urls.entries()) {
        const slot = firstSlot(url, { place, count: urls.length, tick });
        slots.set(url, slot);
        waiting.add(slot);
      }
      runDue();
    },
    async stop() {
      shutdown.abort(new Error('shutting down'));
      cancelTimer();
      await Promise.all(running);
    },
  };
}

interface Place {
  readonly place: number;
  readonly count: number;
  readonly tick: number;
}

function firstSlot(url: string, { place, count, tick }: Place): Slot {
  const everyMs = Math.min(FIRST_EVERY_MS, FIRST_WITHIN_MS / count);
  return {
    url,
    memory: NOTHING_READ,
    failures: 0,
    dueAtTick: tick + place * everyMs,
    firstGapMs: ((place + 1) / count) * CADENCE_MS,
  };
}

function nextGapMs(slot: Slot): number {
  if (slot.failures > 0) return Math.min(CADENCE_MS * 2 ** (slot.failures - 1), LONGEST_BACK_OFF_MS);
  const gapMs = slot.firstGapMs ?? CADENCE_MS;
  slot.firstGapMs = null;
  return gapMs;
}

function saysOtherwise(before: FeedReading, now: FeedReading): boolean {
  return !isDeepStrictEqual(said(before), said(now));
}

function said({ report, kind, problem }: FeedReading) {
  return { report: report === null ? null : { ...report, updatedAtMs: null }, kind, problem };
}
