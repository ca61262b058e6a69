import type { Incident, IncidentEventKind } from '../../../src/contracts/incidents.ts';
import { faultWords } from './fault-words.ts';
import { faultOf, type Kind, kindOf } from './kinds.ts';
import { duration, startOfDay, type Zone } from './relative-time.ts';

type Tense = 'open' | 'closed';

const SENTENCES = {
  rejected: { open: 'Your NAME token is rejected', closed: 'Your NAME token was rejected' },
  denied: { open: 'Your NAME token lacks a permission', closed: 'Your NAME token lacked a permission' },
  misconfigured: { open: 'NAME may be set up wrongly', closed: 'NAME may have been set up wrongly' },
  theirs: { open: 'NAME is failing on its own side', closed: 'NAME was failing on its own side' },
  failing: { open: 'NAME is not answering properly', closed: 'NAME was not answering properly' },
  silent: { open: 'NAME does not answer in time', closed: 'NAME did not answer in time' },
  unreachable: { open: 'NAME cannot be reached', closed: 'NAME could not be reached' },
  limited: { open: 'NAME is limiting you', closed: 'NAME was limiting you' },
  low: { open: 'NAME has few requests left for you', closed: 'NAME had few requests left for you' },
  unresolved: {
    open: 'This machine cannot look up the name of NAME',
    closed: 'This machine could not look up the name of NAME',
  },
  cut_off: { open: 'This machine does not get to NAME', closed: 'This machine did not get to NAME' },
  flapping: { open: 'NAME keeps changing its state', closed: 'NAME kept changing its state' },
  degraded: { open: 'NAME is over a threshold', closed: 'NAME was over a threshold' },
  not_seen: { open: 'Kora cannot look at NAME', closed: 'Kora could not look at NAME' },
} satisfies Record<Kind, Record<Tense, string>>;

type Told = Pick<Incident, 'monitor' | 'state' | 'reason' | 'fault' | 'worst_status' | 'flapping'>;

/** One line about an incident: who has to act, then what was seen. `title` is the monitor's. */
export function incidentSentence(
  { monitor, state, reason, fault, worst_status, flapping }: Told,
  title: string,
): string {
  if (monitor === null) return ownSentence(fault, state);
  const kind: Kind =
    flapping && state === 'open'
      ? 'flapping'
      : (kindOf({ status: worst_status, reason, fault }) ?? 'failing');
  return SENTENCES[kind][state].replace('NAME', () => title);
}

/** Kora's own outage: everything else waits for it. */
function ownSentence(fault: Incident['fault'], state: Tense): string {
  if (fault === 'network')
    return state === 'open' ? 'This machine has lost its network' : 'This machine had lost its network';
  if (fault === 'dns')
    return state === 'open' ? 'This machine cannot look up names' : 'This machine could not look up names';
  return state === 'open' ? 'Kora itself cannot see anything' : 'Kora itself could not see anything';
}

/** Whose fault it is: as the experiments decided, else as far as the reason alone says. */
export function whoseFault(blamed: Pick<Incident, 'fault' | 'reason'>): string {
  return faultWords(faultOf(blamed) ?? 'undetermined');
}

/** "open for 23 min", "lasted 2 h 5 min", by the clock of now while it is open. */
export function lastedWords(
  incident: Pick<Incident, 'state' | 'started_at' | 'duration_ms'>,
  nowMs: number,
): string {
  return incident.state === 'open'
    ? `open for ${duration(Math.max(0, nowMs - Date.parse(incident.started_at)))}`
    : `lasted ${duration(incident.duration_ms)}`;
}

const EVENT_LABELS = {
  opened: 'Opened',
  worsened: 'Got worse',
  eased: 'Eased',
  cause_changed: 'Cause changed',
  sight_lost: 'Sight lost',
  sight_regained: 'Sight regained',
  flapping_began: 'Flapping began',
  flapping_ended: 'Flapping ended',
  closed: 'Closed',
  note: 'Note',
} satisfies Record<IncidentEventKind, string>;

/** A word for an event, also for one that a newer daemon may tell. */
export function eventLabel(kind: IncidentEventKind): string {
  return Object.hasOwn(EVENT_LABELS, kind) ? EVENT_LABELS[kind] : String(kind).replaceAll('_', ' ');
}

export interface DayOfIncidents {
  readonly today: readonly Incident[];
  /** The newest that ended before today. */
  readonly before: Incident | null;
}

/** Those that were open at some time today, and the last one before that. */
export function incidentsToday(incidents: readonly Incident[], nowMs: number, zone: Zone): DayOfIncidents {
  const startMs = startOfDay(nowMs, zone);
  const isToday = ({ ended_at }: Incident) => ended_at === null || Date.parse(ended_at) >= startMs;
  const earlier = incidents.filter((incident) => !isToday(incident));
  const before = earlier.reduce<Incident | null>(
    (last, incident) => (last === null || incident.started_at > last.started_at ? incident : last),
    null,
  );
  return { today: incidents.filter(isToday), before };
}
