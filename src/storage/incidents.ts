import type { IncidentEventKind } from '../contracts/incidents.ts';
import type { Fault, Reason, Status } from '../contracts/status.ts';
import type { WeighedEvidence } from '../domain/fault.ts';
import type { EpochMs } from '../lib/time.ts';
import type { Db, Session } from './session.ts';

export interface StoredIncident {
  readonly id: string;
  /** Null for Kora's own outage. */
  readonly monitorId: number | null;
  readonly startedAtMs: EpochMs;
  readonly endedAtMs: EpochMs | null;
  readonly worst: Status;
  readonly reason: Reason;
  readonly fault: Fault | null;
  readonly why: string;
  readonly flapping: boolean;
  /** What decided whose fault it is; null when nothing was asked. */
  readonly evidence: IncidentEvidence | null;
}

export interface IncidentEvidence {
  /** The row of the truth table. */
  readonly rule: string;
  readonly rows: readonly WeighedEvidence[];
}

export interface StoredEvent {
  /** Names the event, so that telling it twice stores it once. */
  readonly key: string;
  readonly atMs: EpochMs;
  readonly kind: IncidentEventKind;
  readonly status: Status | null;
  readonly reason: Reason | null;
  readonly text: string;
}

/** An incident as it is from now on, and what happened to make it so. */
export interface IncidentChange {
  readonly incident: StoredIncident;
  readonly events: readonly StoredEvent[];
}

export async function writeIncidents(tx: Db, changes: readonly IncidentChange[]): Promise<void> {
  for (const { incident, events } of changes) {
    await writeIncident(tx, incident);
    for (const event of events) await writeEvent(tx, incident.id, event);
  }
}

async function writeIncident(tx: Db, incident: StoredIncident): Promise<void> {
  const changing = {
    ended_at_ms: incident.endedAtMs,
    worst: incident.worst,
    reason: incident.reason,
    fault: incident.fault,
    why: incident.why,
    flapping: incident.flapping ? 1 : 0,
    evidence: incident.evidence === null ? null : JSON.stringify(incident.evidence),
  };
  await tx
    .insertInto('incident')
    .values({
      id: incident.id,
      monitor_id: incident.monitorId,
      started_at_ms: incident.startedAtMs,
      ...changing,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changing))
    .execute();
}

async function writeEvent(db: Db, incidentId: string, event: StoredEvent): Promise<void> {
  await db
    .insertInto('incident_event')
    .values({
      key: event.key,
      incident_id: incidentId,
      at_ms: event.atMs,
      kind: event.kind,
      status: event.status,
      reason: event.reason,
      text: event.text,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
}

export interface IncidentsWanted {
  readonly state: 'open' | 'closed' | null;
  readonly monitorId: number | null;
  /** Incidents that were open at some time in the span. */
  readonly fromMs: EpochMs | null;
  readonly toMs: EpochMs | null;
  /** The incident after which the page begins. */
  readonly after: { readonly isOpen: boolean; readonly startedAtMs: EpochMs; readonly id: string } | null;
  readonly limit: number;
}

/** A page of incidents: open ones first, then the newest first. */
export async function listIncidents(
  session: Session,
  wanted: IncidentsWanted,
): Promise<readonly StoredIncident[]> {
  const found: StoredIncident[] = [];
  const states = (['open', 'closed'] as const).filter((state) => (wanted.state ?? state) === state);
  for (const state of states) {
    const isOpen = state === 'open';
    if (wanted.after !== null && isOpen && !wanted.after.isOpen) continue;
    const after = wanted.after?.isOpen === isOpen ? wanted.after : null;
    found.push(
      ...(await listOfState(session, { ...wanted, after, limit: wanted.limit - found.length }, isOpen)),
    );
    if (found.length === wanted.limit) break;
  }
  return found;
}

export async function openIncidents({ db }: Session): Promise<readonly StoredIncident[]> {
  const rows = await db.selectFrom('incident').selectAll().where('ended_at_ms', 'is', null).execute();
  return rows.map(toIncident);
}

async function listOfState(
  session: Session,
  { monitorId, fromMs, toMs, after, limit }: IncidentsWanted,
  isOpen: boolean,
): Promise<readonly StoredIncident[]> {
  let query = session.db
    .selectFrom('incident')
    .selectAll()
    .where('ended_at_ms', isOpen ? 'is' : 'is not', null)
    .orderBy('started_at_ms', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (monitorId !== null) query = query.where('monitor_id', '=', monitorId);
  if (toMs !== null) query = query.where('started_at_ms', '<', toMs);
  if (fromMs !== null && !isOpen) query = query.where('ended_at_ms', '>=', fromMs);
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([
        eb('started_at_ms', '<', after.startedAtMs),
        eb.and([eb('started_at_ms', '=', after.startedAtMs), eb('id', '<', after.id)]),
      ]),
    );
  }
  return (await query.execute()).map(toIncident);
}

/** An incident with its timeline, the oldest first; null when there is none of that id. */
export async function getIncident(
  session: Session,
  { id }: { readonly id: string },
): Promise<{ readonly incident: StoredIncident; readonly events: readonly StoredEvent[] } | null> {
  const row = await session.db.selectFrom('incident').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return null;
  const events = await session.db
    .selectFrom('incident_event')
    .selectAll()
    .where('incident_id', '=', id)
    .orderBy('at_ms')
    .orderBy('seq')
    .execute();
  return { incident: toIncident(row), events: events.map(toEvent) };
}

/** Adds a note; false when there is no such incident. */
export async function addNote(
  session: Session,
  { id, event }: { readonly id: string; readonly event: StoredEvent },
): Promise<boolean> {
  session.database.setDurability('power');
  const row = await session.db.selectFrom('incident').select('id').where('id', '=', id).executeTakeFirst();
  if (row === undefined) return false;
  await writeEvent(session.db, id, event);
  return true;
}

interface IncidentRow {
  readonly id: string;
  readonly monitor_id: number | null;
  readonly started_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly worst: string;
  readonly reason: string;
  readonly fault: string | null;
  readonly why: string;
  readonly flapping: number;
  readonly evidence: string | null;
}

// The words come from the contract's lists: this very code wrote them.
function toIncident(row: IncidentRow): StoredIncident {
  return {
    id: row.id,
    monitorId: row.monitor_id,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    worst: row.worst as Status,
    reason: row.reason as Reason,
    fault: row.fault as Fault | null,
    why: row.why,
    flapping: row.flapping === 1,
    evidence: row.evidence === null ? null : (JSON.parse(row.evidence) as IncidentEvidence),
  };
}

interface EventRow {
  readonly key: string;
  readonly at_ms: number;
  readonly kind: string;
  readonly status: string | null;
  readonly reason: string | null;
  readonly text: string;
}

function toEvent(row: EventRow): StoredEvent {
  return {
    key: row.key,
    atMs: row.at_ms,
    kind: row.kind as IncidentEventKind,
    status: row.status as Status | null,
    reason: row.reason as Reason | null,
    text: row.text,
  };
}
