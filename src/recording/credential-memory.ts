import { z } from 'zod';
import type { CredentialHealth, ExpiryWarning } from '../domain/credential-health.ts';
import type { CancelTimer, Clock } from '../lib/time.ts';

/** Small things that outlive a restart, as JSON text by their key. Either may reject while the store is away. */
export interface KeptThings {
  /** Everything whose key begins so. */
  readonly read: (prefix: string) => Promise<readonly KeptThing[]>;
  readonly write: (entries: readonly KeptThing[]) => Promise<unknown>;
}

interface KeptThing {
  readonly key: string;
  readonly value: string;
}

/** What is remembered of a credential. */
export interface Remembered {
  readonly health: CredentialHealth;
  /** The level of its end that was last warned of. */
  readonly warned: ExpiryWarning;
}

export interface CredentialMemoryParts {
  readonly clock: Clock;
  readonly kept: KeptThings;
  /** What is to be remembered now. */
  readonly read: (id: string) => Remembered;
  /** Told once what earlier runs left, by id. */
  readonly onLoaded: (left: ReadonlyMap<string, Remembered>) => void;
}

const PREFIX = 'credential/';
const NEWS_WITHIN_MS = 1_000;
const REST_WITHIN_MS = 60_000;
const RETRY_FROM_MS = 1_000;
const RETRY_UP_TO_MS = 30_000;
const STOP_WITHIN_MS = 1_000;

/** Writes what changed, together and seldom: a store that is away or slow is nobody's concern but its own. */
export class CredentialMemory {
  readonly #parts: CredentialMemoryParts;
  readonly #changed = new Set<string>();
  #isLoaded = false;
  #isStopping = false;
  #retryMs = RETRY_FROM_MS;
  #writing: Promise<void> | null = null;
  #dueAtTick = Number.POSITIVE_INFINITY;
  #cancelWrite: CancelTimer = () => {};
  #cancelLoad: CancelTimer = () => {};

  constructor(parts: CredentialMemoryParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#load();
  }

  /** What changed is written within a second when it is news, and within a minute otherwise. */
  changed(id: string, isNews: boolean): void {
    this.#changed.add(id);
    this.#writeWithin(isNews ? NEWS_WITHIN_MS : REST_WITHIN_MS);
  }

  /** Writes what is left, as long as the store takes it soon. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancelLoad();
    this.#cancelWrite();
    const { clock } = this.#parts;
    let cancel: CancelTimer = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = clock.setTimer(STOP_WITHIN_MS, resolve);
    });
    await Promise.race([this.#finish(), late]);
    cancel();
  }

  async #finish(): Promise<void> {
    await this.#writing;
    await this.#write();
  }

  async #load(): Promise<void> {
    try {
      const entries = await this.#parts.kept.read(PREFIX);
      if (this.#isStopping) return;
      this.#isLoaded = true;
      this.#parts.onLoaded(new Map(entries.flatMap(toRemembered)));
      if (this.#changed.size > 0) this.#writeWithin(NEWS_WITHIN_MS);
    } catch {
      if (this.#isStopping) return;
      this.#cancelLoad = this.#parts.clock.setTimer(this.#retryMs, () => void this.#load());
      this.#retryMs = Math.min(this.#retryMs * 2, RETRY_UP_TO_MS);
    }
  }

  #writeWithin(delayMs: number): void {
    // What earlier runs left is not written over before it was read.
    if (!this.#isLoaded || this.#isStopping) return;
    const { clock } = this.#parts;
    const dueAtTick = clock.tick() + delayMs;
    if (dueAtTick >= this.#dueAtTick) return;
    this.#cancelWrite();
    this.#dueAtTick = dueAtTick;
    this.#cancelWrite = clock.setTimer(delayMs, () => {
      this.#dueAtTick = Number.POSITIVE_INFINITY;
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
        if (this.#changed.size > 0) this.#writeWithin(REST_WITHIN_MS);
      });
    });
  }

  async #write(): Promise<void> {
    if (!this.#isLoaded || this.#changed.size === 0) return;
    const { kept, read } = this.#parts;
    const ids = [...this.#changed];
    this.#changed.clear();
    try {
      await kept.write(ids.map((id) => ({ key: `${PREFIX}${id}`, value: JSON.stringify(read(id)) })));
    } catch {
      for (const id of ids) this.#changed.add(id);
    }
  }
}

const atMs = z.number().nullable();
const facts = z
  .object({
    kind: z.string(),
    owner: z.string(),
    scope: z.string(),
    expiresAtMs: atMs,
    excess: z.string(),
    advice: z.string(),
  })
  .partial();
const rememberedSchema = z.object({
  health: z.object({
    lastTriedAtMs: atMs,
    lastWorkedAtMs: atMs,
    rejectedSinceMs: atMs,
    lacking: z.array(z.string()),
    checkedAtMs: atMs,
    byLook: facts,
    told: facts,
  }),
  warned: z.enum(['none', '30_days', '14_days', '7_days', '1_day', 'expired']),
});

// What another version left in another shape is left out.
function toRemembered({ key, value }: KeptThing): [string, Remembered][] {
  try {
    const parsed = rememberedSchema.safeParse(JSON.parse(value));
    return parsed.success ? [[key.slice(PREFIX.length), asRemembered(parsed.data)]] : [];
  } catch {
    return [];
  }
}

// The schema leaves out what is not there, and never gives `undefined` in its place.
function asRemembered(parsed: z.output<typeof rememberedSchema>): Remembered {
  return parsed as Remembered;
}
