import type { Beat } from '../domain/beat.ts';
import { openIncidents, type StoredIncident } from './incidents.ts';
import { registerMonitors } from './monitors.ts';
import { newestBeats } from './read-beats.ts';
import type { Session } from './session.ts';

export interface RestoreWanted {
  readonly names: readonly string[];
  /** How many of the newest beats of each monitor are wanted. */
  readonly beats: number;
}

/** What the store knows of one monitor from earlier runs. */
export interface Restored {
  readonly id: number;
  /** The judged state as JSON; null when there is none. */
  readonly state: string | null;
  /** The oldest first. */
  readonly beats: readonly Beat[];
  readonly incident: StoredIncident | null;
}

export interface RestoredAll {
  /** In the order of the names. */
  readonly monitors: readonly Restored[];
  /** Open incidents of monitors that are not among them, and Kora's own (of no monitor). */
  readonly otherIncidents: readonly StoredIncident[];
}

/** Registers the monitors and gives what is known of each, in the order of their names. */
export async function restore(session: Session, { names, beats }: RestoreWanted): Promise<RestoredAll> {
  const ids = await registerMonitors(session, { names });
  const states = await session.db.selectFrom('monitor_state').selectAll().execute();
  const stateById = new Map(states.map(({ monitor_id, state }) => [monitor_id, state]));
  const open = await openIncidents(session);
  const monitors: Restored[] = [];
  for (const id of ids) {
    const monitor = session.monitors.get(id);
    const newest =
      monitor === undefined
        ? []
        : await newestBeats(session, monitor, { fromMs: 0, beforeMs: Number.MAX_SAFE_INTEGER, limit: beats });
    const incident = open.find(({ monitorId }) => monitorId === id) ?? null;
    monitors.push({ id, state: stateById.get(id) ?? null, beats: [...newest].reverse(), incident });
  }
  const known = new Set(ids);
  return {
    monitors,
    otherIncidents: open.filter(({ monitorId }) => monitorId === null || !known.has(monitorId)),
  };
}
