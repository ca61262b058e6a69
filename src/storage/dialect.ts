import type { Kysely, RawBuilder } from 'kysely';
import type { Tables } from './schema.ts';

/** Where the store is. */
export type StoreLocation =
  | { readonly kind: 'sqlite'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** How certain a commit is: `crash` survives the end of the process, `power` that of the machine too. */
export type Durability = 'crash' | 'power';

/** What differs between the two databases. */
export interface Dialect {
  readonly kind: StoreLocation['kind'];
  readonly serial: RawBuilder<unknown>;
  readonly int8: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
}

/** Something that people should know about the store. */
export interface StoreNotice {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** An open database of either kind. */
export interface Database {
  readonly db: Kysely<Tables>;
  readonly dialect: Dialect;
  readonly notices: readonly StoreNotice[];
  /** False when it must be opened anew, because the lock on it was lost. */
  isHeld(): boolean;
  /** Sets how certain the commits from now on are. */
  setDurability(durability: Durability): void;
  /** Gives a little of the space that was freed back to the system; true when there is more to give. */
  giveSpaceBack(): boolean;
  /** Writes a whole and consistent copy to a file while everything goes on. */
  backUp(file: string, onProgress: (doneRatio: number) => void): Promise<void>;
  close(): Promise<void>;
}
