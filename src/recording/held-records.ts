import type { Beat } from '../domain/beat.ts';
import type { DetailChange } from '../storage/append.ts';
import type { IncidentChange } from '../storage/incidents.ts';

/** What is to be stored together. */
export interface HeldRecord {
  readonly look: LookRecord | null;
  readonly incidents: readonly IncidentChange[];
  /** Called once: when it is durable, or as soon as that has to wait. */
  readonly onSettled: () => void;
}

export interface LookRecord {
  readonly name: string;
  /** Null when only its details are news. */
  readonly beat: Beat | null;
  readonly detail: Omit<DetailChange, 'monitorId'> | null;
  /** The judged state as JSON, when this look changed what is to be remembered of it. */
  readonly state: string | null;
}

/** How many wait at most when the store is away; a hundred thousand take some tens of megabytes. */
export const MOST_HELD = 100_000;

/** Records that wait to be stored, in their order. */
export class HeldRecords {
  #records: HeldRecord[] = [];
  /** Up to here they have been settled. */
  #settled = 0;
  /** So many of the oldest are being stored and must stay until that is over. */
  #beingStored = 0;
  #lost = 0;

  get length(): number {
    return this.#records.length;
  }

  /** How many had to be given up. */
  get lost(): number {
    return this.#lost;
  }

  push(record: HeldRecord): void {
    this.#records.push(record);
    if (this.#records.length > MOST_HELD) this.#giveUp();
  }

  /** The oldest ones, at most `count`, which are going to be stored; they stay until they are dropped. */
  first(count: number): readonly HeldRecord[] {
    this.#beingStored = Math.min(count, this.#records.length);
    return this.#records.slice(0, count);
  }

  /** Forgets the oldest `count`, which are stored now. */
  drop(count: number): void {
    const unsettled = this.#records.splice(0, count).slice(this.#settled);
    this.#settled = Math.max(0, this.#settled - count);
    this.#beingStored = 0;
    for (const record of unsettled) record.onSettled();
  }

  /** Storing them failed: nothing is being stored any more. */
  release(): void {
    this.#beingStored = 0;
  }

  /** Tells everybody who waits that it will take longer. */
  settleAll(): void {
    for (const record of this.#records.slice(this.#settled)) record.onSettled();
    this.#settled = this.#records.length;
  }

  /** Puts others in their place, after what they mean was found out anew. */
  replace(change: (records: readonly HeldRecord[]) => readonly HeldRecord[]): void {
    this.#records = [...change(this.#records)];
  }

  // The oldest go first: what happens now matters more. A tenth at once, since moving the rest costs its length.
  #giveUp(): void {
    const from = this.#beingStored;
    const oldest = this.#records.slice(from, from + MOST_HELD / 10);
    const plain = oldest.filter((record) => !isNews(record));
    const given = new Set(plain.length >= oldest.length / 2 ? plain : oldest);
    const unsettled = oldest.slice(Math.max(0, this.#settled - from)).filter((record) => given.has(record));
    const settled = this.#records.slice(from, this.#settled).filter((record) => given.has(record));
    this.#records.splice(from, oldest.length, ...oldest.filter((record) => !given.has(record)));
    this.#settled -= settled.length;
    this.#lost += [...given].filter(({ look }) => look?.beat != null).length;
    for (const record of unsettled) record.onSettled();
  }
}

// Later looks tell what a plain one told nearly as well; nothing tells how an incident began, or ended.
function isNews({ look, incidents }: HeldRecord): boolean {
  return incidents.length > 0 || (look !== null && (look.state !== null || look.detail !== null));
}
