import { appendToLog, openBatch } from './beat-log.ts';
import type { Durability } from './dialect.ts';
import { type IncidentChange, writeIncidents } from './incidents.ts';
import type { Db, Session } from './session.ts';

/** Error and details of a monitor, as they are from a look on. */
export interface DetailChange {
  readonly monitorId: number;
  readonly atMs: number;
  readonly error: string | null;
  /** JSON. */
  readonly details: string;
}

export interface StateChange {
  readonly monitorId: number;
  /** JSON. */
  readonly state: string;
}

/** What is recorded together, or not at all. */
export interface Append {
  /** Beats as `writeBatch` gives them; null for none. */
  readonly beats: Uint8Array | null;
  readonly details: readonly DetailChange[];
  readonly states: readonly StateChange[];
  readonly incidents: readonly IncidentChange[];
  readonly durability: Durability;
}

/** Resolves when it is durable. Doing it twice is the same as doing it once. */
export async function append(
  session: Session,
  { beats, details, states, incidents, durability }: Append,
): Promise<void> {
  session.database.setDurability(durability);
  const seq = await session.db.transaction().execute(async (tx) => {
    await writeDetails(tx, details);
    await writeStates(tx, states);
    await writeIncidents(tx, incidents);
    return beats === null ? null : appendToLog(tx, beats);
  });
  if (beats !== null && seq !== null) openBatch(session, seq, beats);
}

// SQLite binds 32,766 values at most.
const ROWS_AT_ONCE = 1_000;

async function writeDetails(tx: Db, details: readonly DetailChange[]): Promise<void> {
  for (let i = 0; i < details.length; i += ROWS_AT_ONCE) {
    await tx
      .insertInto('detail_change')
      .values(
        details.slice(i, i + ROWS_AT_ONCE).map((change) => ({
          monitor_id: change.monitorId,
          at_ms: change.atMs,
          error: change.error,
          details: change.details,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['monitor_id', 'at_ms']).doUpdateSet((eb) => ({
          error: eb.ref('excluded.error'),
          details: eb.ref('excluded.details'),
        })),
      )
      .execute();
  }
}

async function writeStates(tx: Db, states: readonly StateChange[]): Promise<void> {
  for (let i = 0; i < states.length; i += ROWS_AT_ONCE) {
    await tx
      .insertInto('monitor_state')
      .values(
        states.slice(i, i + ROWS_AT_ONCE).map(({ monitorId, state }) => ({ monitor_id: monitorId, state })),
      )
      .onConflict((conflict) =>
        conflict.column('monitor_id').doUpdateSet((eb) => ({ state: eb.ref('excluded.state') })),
      )
      .execute();
  }
}
