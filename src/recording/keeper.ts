import type { StorageNotice } from '../contracts/storage.ts';
import { describeError } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { type CancelTimer, type Clock, type EpochMs, isoTime } from '../lib/time.ts';
import type { Append } from '../storage/append.ts';
import { type MonitorBeat, writeBatch } from '../storage/codec/beat-batch.ts';
import type { StoreLocation } from '../storage/dialect.ts';
import type { RestoredAll } from '../storage/restore.ts';
import { type Store, StoreError } from '../storage/store.ts';
import { type HeldRecord, HeldRecords } from './held-records.ts';

/** How the store is doing. */
export interface KeeperStatus {
  readonly kind: StoreLocation['kind'];
  readonly state: 'opening' | 'ok' | 'failing';
  readonly sinceMs: EpochMs;
  /** What is wrong and what to do; null when nothing is. */
  readonly problem: string | null;
  readonly heldBeats: number;
  readonly lostBeats: number;
  readonly notices: readonly StorageNotice[];
}

export interface KeeperParts {
  readonly store: Store;
  readonly kind: StoreLocation['kind'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly names: readonly string[];
  /** How many of the newest beats of each monitor are read at the start. */
  readonly beatsRestored: number;
  /** Told once what earlier runs left; gives what waits, judged anew by it. */
  readonly onRestored: (restored: RestoredAll, held: readonly HeldRecord[]) => readonly HeldRecord[];
  readonly onStatus: () => void;
}

// A look is stored at once when nothing was stored just now, else together with what comes within this time.
const FLUSH_EVERY_MS = 100;
const FLUSH_AT = 500;
const MOST_AT_ONCE = 5_000;
// Beats of the last second may be lost with the power; of what concerns incidents nothing may.
const POWER_EVERY_MS = 1_000;
const RETRY_FROM_MS = 1_000;
const RETRY_UP_TO_MS = 30_000;
// Longer than a busy disk takes. A store that hangs holds up what is shown and told no longer than this.
const ANSWERS_WITHIN_MS = 5_000;

/** What the daemon and the server need of it. */
export type HistoryKeeper = Pick<Keeper, 'start' | 'status' | 'keep' | 'close'>;

/** Hands records to the store, and holds them while it is away: nobody waits for a disk, and nothing is forgotten for one. */
export class Keeper {
  readonly #parts: KeeperParts;
  readonly #held = new HeldRecords();
  readonly #idByName = new Map<string, number>();
  #state: KeeperStatus['state'] = 'opening';
  #sinceMs: EpochMs;
  #problem: string | null = null;
  #notices: readonly StorageNotice[] = [];
  #mustOpen = true;
  #retryMs = RETRY_FROM_MS;
  #working: Promise<void> | null = null;
  #cancelTimer: CancelTimer = () => {};
  #flushedTick = Number.NEGATIVE_INFINITY;
  #powerTick = Number.NEGATIVE_INFINITY;
  #isClosing = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#sinceMs = parts.clock.nowMs();
  }

  start(): void {
    this.#work();
  }

  status(): KeeperStatus {
    return {
      kind: this.#parts.kind,
      state: this.#state,
      sinceMs: this.#sinceMs,
      problem: this.#problem,
      heldBeats: this.#state === 'ok' ? 0 : this.#held.length,
      lostBeats: this.#held.lost,
      notices: this.#notices,
    };
  }

  /** Takes a record; `isUrgent` stores it at once. */
  keep(record: HeldRecord, isUrgent: boolean): void {
    this.#held.push(record);
    if (this.#state !== 'ok') {
      this.#held.settleAll();
      return;
    }
    const waitedMs = this.#parts.clock.tick() - this.#flushedTick;
    if (isUrgent || this.#held.length >= FLUSH_AT || waitedMs >= FLUSH_EVERY_MS) this.#work();
    else if (this.#held.length === 1) this.#workIn(FLUSH_EVERY_MS - waitedMs);
  }

  /** Stores what waits, when that is possible, and closes the store. One that was away is tried once more. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelTimer();
    await this.#working;
    if (this.#held.length > 0) await this.#openAndFlush();
    if (this.#held.length > 0) this.#parts.log.error({ held: this.#held.length }, 'store.closed_unsaved');
    await this.#parts.store.close();
  }

  #workIn(delayMs: number): void {
    this.#cancelTimer();
    if (!this.#isClosing) this.#cancelTimer = this.#parts.clock.setTimer(delayMs, () => this.#work());
  }

  #work(): void {
    if (this.#working !== null || this.#isClosing) return;
    this.#cancelTimer();
    this.#working = this.#openAndFlush().finally(() => {
      this.#working = null;
      if (this.#state === 'failing') this.#retry();
      else if (this.#held.length > 0) this.#workIn(this.#held.length >= FLUSH_AT ? 0 : FLUSH_EVERY_MS);
    });
  }

  async #openAndFlush(): Promise<void> {
    try {
      if (this.#mustOpen) await this.#open();
      await this.#flush();
      this.#become('ok', null);
      this.#retryMs = RETRY_FROM_MS;
    } catch (error) {
      this.#fail(error);
    }
  }

  async #open(): Promise<void> {
    const { store, clock, names, beatsRestored, onRestored, log } = this.#parts;
    const at = isoTime(clock.nowMs());
    const { notices } = await store.open(at.replaceAll(':', '-'));
    for (const { level, text } of notices)
      log[level === 'info' ? 'info' : level === 'warning' ? 'warn' : 'error']({ text }, 'store.notice');
    // Opened anew, it has most of them to tell once more.
    const fresh = notices.filter(({ text }) => !this.#notices.some((known) => known.text === text));
    this.#notices = [...this.#notices, ...fresh.map((notice) => ({ ...notice, at }))];
    const isFirst = this.#idByName.size === 0;
    const restored = await store.call('restore', { names, beats: isFirst ? beatsRestored : 0 });
    for (const [i, { id }] of restored.monitors.entries()) this.#idByName.set(names[i] ?? '', id);
    if (isFirst) this.#held.replace((held) => onRestored(restored, held));
    this.#mustOpen = false;
  }

  async #flush(): Promise<void> {
    while (this.#held.length > 0) {
      const batch = this.#held.first(MOST_AT_ONCE);
      await this.#append(this.#toAppend(batch));
      this.#flushedTick = this.#parts.clock.tick();
      this.#held.drop(batch.length);
      // What came meanwhile waits for its turn: under load there is always something.
      if (this.#held.length < FLUSH_AT && !this.#isClosing) return;
    }
  }

  async #append(append: Append): Promise<void> {
    const { clock, store } = this.#parts;
    const cancel = clock.setTimer(ANSWERS_WITHIN_MS, () => {
      this.#become('failing', 'the store does not answer: check its disk, or that its server runs');
      this.#held.settleAll();
    });
    try {
      await store.call('append', append);
    } finally {
      cancel();
    }
  }

  #toAppend(batch: readonly HeldRecord[]): Append {
    const looks = batch.flatMap(({ look }) => {
      const monitorId = look === null ? undefined : this.#idByName.get(look.name);
      return look === null || monitorId === undefined ? [] : [{ monitorId, look }];
    });
    const beats: MonitorBeat[] = looks.flatMap(({ monitorId, look: { beat } }) =>
      beat === null ? [] : [{ monitorId, beat }],
    );
    const incidents = batch.flatMap((record) => record.incidents);
    const states = new Map(
      looks.flatMap(({ monitorId, look: { state } }) => (state === null ? [] : [[monitorId, state]])),
    );
    // The last word about one look, or one monitor, is the one that is stored.
    const details = new Map(
      looks.flatMap(({ monitorId, look: { detail } }) =>
        detail === null ? [] : [[`${monitorId} ${detail.atMs}`, { monitorId, ...detail }]],
      ),
    );
    return {
      beats: beats.length === 0 ? null : writeBatch(beats),
      details: [...details.values()],
      states: [...states].map(([monitorId, state]) => ({ monitorId, state })),
      incidents,
      durability: this.#durability(incidents.length > 0),
    };
  }

  #durability(isImportant: boolean): Append['durability'] {
    const tick = this.#parts.clock.tick();
    if (!isImportant && tick - this.#powerTick < POWER_EVERY_MS) return 'crash';
    this.#powerTick = tick;
    return 'power';
  }

  #fail(error: unknown): void {
    const { isBroken, message } = asProblem(error);
    this.#mustOpen ||= isBroken;
    this.#become('failing', message);
    this.#held.release();
    this.#held.settleAll();
  }

  #retry(): void {
    this.#workIn(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_UP_TO_MS);
    this.#parts.onStatus();
  }

  #become(state: KeeperStatus['state'], problem: string | null): void {
    if (state === this.#state && problem === this.#problem) return;
    const { clock, log, onStatus } = this.#parts;
    if (state === 'failing') log.error({ problem, held: this.#held.length }, 'store.failing');
    else log.info({ lost: this.#held.lost }, this.#state === 'opening' ? 'store.open' : 'store.recovered');
    if (state !== this.#state) this.#sinceMs = clock.nowMs();
    this.#state = state;
    this.#problem = problem;
    onStatus();
  }
}

// Anything but a problem of the store is a defect; it is told as one and the store is opened anew.
function asProblem(error: unknown): { readonly isBroken: boolean; readonly message: string } {
  if (error instanceof StoreError) return error;
  return { isBroken: true, message: `Kora could not store: ${describeError(error)}` };
}
