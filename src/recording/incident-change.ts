import type { IncidentEventKind } from '../contracts/incidents.ts';
import type { Status } from '../contracts/status.ts';
import type { JudgementEvent } from '../domain/transition.ts';
import type { EpochMs } from '../lib/time.ts';
import type { IncidentChange, StoredEvent, StoredIncident } from '../storage/incidents.ts';

/** Whose incident it is. */
export interface Subject {
  /** The monitor's name, or `kora`. */
  readonly name: string;
  /** Null for Kora's own outage. */
  readonly monitorId: number | null;
}

/** What is to be told of an incident, and what decided whose fault the newest look was. */
export interface Happening {
  readonly events: readonly JudgementEvent[];
  readonly evidence: StoredIncident['evidence'];
}

/** Names an incident so that telling of it twice is the same incident. */
export function incidentId({ name }: Subject, startedAtMs: EpochMs): string {
  return `${name}-${startedAtMs.toString(36)}`;
}

/**
 * What events make of the open incident: each change as it is to be stored, and the one that is open afterwards.
 * An event about an incident that is not there changes nothing.
 */
export function applyEvents(
  subject: Subject,
  open: StoredIncident | null,
  { events, evidence }: Happening,
): { readonly open: StoredIncident | null; readonly changes: readonly IncidentChange[] } {
  const byId = new Map<string, { incident: StoredIncident; events: StoredEvent[] }>();
  let incident = open;
  for (const event of events) {
    const changed =
      event.kind === 'opened' ? begin(subject, event, evidence) : proceed(incident, event, evidence);
    if (changed === null) continue;
    const change = byId.get(changed.id) ?? { incident: changed, events: [] };
    change.incident = changed;
    change.events.push(toStored(changed.id, event));
    byId.set(changed.id, change);
    incident = changed.endedAtMs === null ? changed : null;
  }
  return { open: incident, changes: [...byId.values()] };
}

function begin(
  subject: Subject,
  { atMs, status, reason, fault, why }: JudgementEvent,
  evidence: StoredIncident['evidence'],
): StoredIncident {
  return {
    id: incidentId(subject, atMs),
    monitorId: subject.monitorId,
    startedAtMs: atMs,
    endedAtMs: null,
    worst: status,
    reason,
    fault,
    why,
    flapping: false,
    evidence,
  };
}

function proceed(
  incident: StoredIncident | null,
  event: JudgementEvent,
  evidence: StoredIncident['evidence'],
): StoredIncident | null {
  if (incident === null) return null;
  const { kind, atMs, status, reason, fault, why } = event;
  switch (kind) {
    case 'worsened':
    case 'eased':
    case 'cause_changed':
      return { ...incident, worst: worst(incident.worst, status), reason, fault, why, evidence };
    case 'flapping_began':
      return { ...incident, flapping: true };
    case 'flapping_ended':
      return { ...incident, flapping: false };
    case 'closed':
      return { ...incident, endedAtMs: atMs };
    default:
      return incident;
  }
}

function worst(a: Status, b: Status): Status {
  return a === 'unhealthy' || b === 'unhealthy' ? 'unhealthy' : a;
}

/** Names an event of an incident so that telling of it twice stores it once. */
export function eventKey(id: string, { kind, atMs }: Pick<StoredEvent, 'kind' | 'atMs'>): string {
  return `${id}:${kind}:${atMs}`;
}

function toStored(id: string, event: JudgementEvent): StoredEvent {
  const { kind, atMs, status, reason, why } = event;
  return { key: eventKey(id, event), atMs, kind, status, reason, text: TEXTS[kind] ?? why };
}

// The others are told best by what the look saw.
const TEXTS: Partial<Record<IncidentEventKind, string>> = {
  sight_lost: 'It cannot be seen any more.',
  sight_regained: 'It can be seen again.',
  flapping_began: 'It keeps changing.',
  flapping_ended: 'It has settled.',
  closed: 'It answers well again.',
};
