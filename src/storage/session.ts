import type { Kysely, Transaction } from 'kysely';
import type { Beat } from '../domain/beat.ts';
import type { EpochMs } from '../lib/time.ts';
import type { Database } from './dialect.ts';
import { OpenBeats } from './open-beats.ts';
import type { Tables } from './schema.ts';

/** The database, or a transaction in it. */
export type Db = Kysely<Tables> | Transaction<Tables>;

/** What is kept in memory of each row of the log: when all its hours are sealed, the row can go. */
export interface LogRow {
  readonly seq: number;
  readonly hours: ReadonlySet<EpochMs>;
}

export interface MonitorRow {
  readonly id: number;
  readonly name: string;
  firstBeatAtMs: EpochMs | null;
  rolledUntilMs: EpochMs | null;
  /** The newest beat that is in a block; null when that was not looked up yet. */
  lastSealed: Beat | null;
}

/** An open store and what it keeps in memory. */
export interface Session {
  readonly database: Database;
  readonly db: Kysely<Tables>;
  readonly open: OpenBeats;
  /** The oldest first. */
  readonly log: LogRow[];
  /** In how many rows of the log an hour is. */
  readonly loggedHours: Map<EpochMs, number>;
  readonly monitors: Map<number, MonitorRow>;
  readonly idByName: Map<string, number>;
  readonly retention: Retention;
}

/** How many days each tier is kept. */
export interface Retention {
  readonly beatDays: number;
  readonly minuteDays: number;
  readonly hourDays: number;
  readonly dayDays: number;
}

export const DEFAULT_RETENTION: Retention = { beatDays: 14, minuteDays: 7, hourDays: 120, dayDays: 730 };

/** Reads what the last run left: the monitors that are known, and the beats whose hours it did not seal. */
export async function openSession(database: Database, retention: Retention): Promise<Session> {
  const { db } = database;
  const session: Session = {
    database,
    db,
    open: new OpenBeats(),
    log: [],
    loggedHours: new Map(),
    monitors: new Map(),
    idByName: new Map(),
    retention,
  };
  for (const row of await db.selectFrom('monitor').selectAll().execute()) rememberMonitor(session, row);
  return session;
}

export function rememberMonitor(
  session: Session,
  row: {
    readonly id: number;
    readonly name: string;
    readonly first_beat_at_ms: number | null;
    readonly rolled_until_ms: number | null;
  },
): void {
  const { id, name, first_beat_at_ms: firstBeatAtMs, rolled_until_ms: rolledUntilMs } = row;
  session.monitors.set(id, { id, name, firstBeatAtMs, rolledUntilMs, lastSealed: null });
  session.idByName.set(name, id);
}
