import { isDeepStrictEqual } from 'node:util';
import type { FeedChange, FeedReading } from '../domain/feed-reading.ts';
import type { HttpClient } from '../lib/http-client.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { type FeedMemory, NOTHING_READ, readFeed, sickMemory } from './read-feed.ts';
import { createTurns } from './turns.ts';

export type { FeedChange };

const CADENCE_MS = 120_000;
const LONGEST_BACK_OFF_MS = 600_000;
// A page may ask for more, but not to be forgotten.
const LONGEST_RETRY_AFTER_MS = 3_600_000;
const MOST_AT_ONCE = 4;
// Whoever starts it waits for the first page: all are asked within this, as fast as four at once allow.
const FIRST_WITHIN_MS = 5_000;
const FIRST_EVERY_MS = 50;

export interface FeedsParts {
  /** Several may name the same feed; it is read once. */
  readonly sources: readonly { readonly url: string }[];
  readonly clock: Clock;
  /** A client of their own: nothing that carries a credential shares its connections. */
  readonly client: HttpClient;
  readonly redact: Redact;
  /** Between two reads of a page; default two minutes. */
  readonly cadenceMs?: number;
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
  readonly cadenceMs: number;
  memory: FeedMemory;
  /** Tries in a row that gave nothing. */
  failures: number;
  dueAtTick: number;
  /** Until it was used, after the first good read: it leads from the crowd of the start to the feed's own place in the cadence. */
  firstGapMs: number | null;
}

/** Reads every distinct feed on the cadence, four at once at most, and never one twice at a time. */
export function createFeeds({
  sources,
  cadenceMs = CADENCE_MS,
  onChange,
  onError,
  ...parts
}: FeedsParts): Feeds {
  const { clock } = parts;
  const urls = [...new Set(sources.map(({ url }) => url))];
  const slots = new Map<string, Slot>();
  const shutdown = new AbortController();
  const turns = createTurns({ clock, mostAtOnce: MOST_AT_ONCE, run });

  async function run(slot: Slot): Promise<void> {
    const startedTick = clock.tick();
    const { reading: before } = slot.memory;
    const retryAfterMs = await readInto(slot);
    if (shutdown.signal.aborted) return;
    const { reading } = slot.memory;
    slot.failures = reading.problem === null ? 0 : slot.failures + 1;
    slot.dueAtTick = Math.max(startedTick + nextGapMs(slot), clock.tick() + retryAfterMs);
    if (saysOtherwise(before, reading)) tell({ url: slot.url, reading, before });
  }

  async function readInto(slot: Slot): Promise<number> {
    try {
      const { memory, retryAfterMs } = await readFeed(parts, slot, shutdown.signal);
      slot.memory = memory;
      return Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    } catch (error) {
      if (shutdown.signal.aborted) return 0;
      onError(slot.url, error);
      slot.memory = sickMemory(parts, slot.memory, 'It could not be read because of a fault in Kora.');
      return 0;
    }
  }

  function tell(change: FeedChange): void {
    try {
      onChange?.(change);
    } catch (error) {
      onError(change.url, error);
    }
  }

  return {
    reading: (url) => slots.get(url)?.memory.reading ?? NOTHING_READ.reading,
    start() {
      const tick = clock.tick();
      for (const [place, url] of urls.entries())
        slots.set(url, firstSlot(url, { place, count: urls.length, tick, cadenceMs }));
      turns.add([...slots.values()]);
    },
    async stop() {
      shutdown.abort(new Error('shutting down'));
      await turns.stop();
    },
  };
}

interface Place {
  readonly place: number;
  readonly count: number;
  readonly tick: number;
  readonly cadenceMs: number;
}

function firstSlot(url: string, { place, count, tick, cadenceMs }: Place): Slot {
  const everyMs = Math.min(FIRST_EVERY_MS, FIRST_WITHIN_MS / count);
  return {
    url,
    cadenceMs,
    memory: NOTHING_READ,
    failures: 0,
    dueAtTick: tick + place * everyMs,
    firstGapMs: ((place + 1) / count) * cadenceMs,
  };
}

function nextGapMs(slot: Slot): number {
  const longestMs = Math.max(slot.cadenceMs, LONGEST_BACK_OFF_MS);
  if (slot.failures > 0) return Math.min(slot.cadenceMs * 2 ** (slot.failures - 1), longestMs);
  const gapMs = slot.firstGapMs ?? slot.cadenceMs;
  slot.firstGapMs = null;
  return gapMs;
}

function saysOtherwise(before: FeedReading, now: FeedReading): boolean {
  return !isDeepStrictEqual(said(before), said(now));
}

function said({ report, kind, problem }: FeedReading) {
  return { report: report === null ? null : { ...report, updatedAtMs: null }, kind, problem };
}
