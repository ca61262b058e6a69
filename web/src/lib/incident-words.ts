import type { Incident, IncidentEventKind } from '../../../src/contracts/incidents.ts';
import type { Fault } from '../../../src/contracts/status.ts';
import { type Kind, kindOfReason } from './kinds.ts';
import { duration, startOfDay, type Zone } from './relative-time.ts';

type Tense = 'open' | 'closed';

const SENTENCES = {
  rejected: { open: 'Your NAME token is rejected', closed: 'Your NAME token was rejected' },
  denied: { open: 'Your NAME token lacks a permission', closed: 'Your NAME token lacked a permission' },
  misconfigured: { open: 'NAME may be set up wrongly', closed: 'NAME may have been set up wrongly' },
  failing: { open: 'NAME is not answering properly', closed: 'NAME was not answering properly' },
  silent: { open: 'NAME does not answer in time', closed: 'NAME did not answer in time' },
  unreachable: { open: 'NAME cannot be reached', closed: 'NAME could not be reached' },
  limited: { open: 'NAME is limiting you', closed: 'NAME was limiting you' },
  flapping: { open: 'NAME keeps changing its state', closed: 'NAME kept changing its state' },
  degraded: { open: 'NAME is over a threshold', closed: 'NAME was over a threshold' },
  not_seen: { open: 'Kora cannot look at NAME', closed: 'Kora could not look at NAME' },
} satisfies Record<Kind, Record<Tense, string>>;

type Told = Pick<Incident, 'monitor' | 'state' | 'reason' | 'worst_status' | 'flapping'>;

/** One line about an incident: who has to act, then what was seen. `title` is the monitor's. */
export function incidentSentence(
  { monitor, state, reason, worst_status, flapping }: Told,
  title: string,
): string {
  if (monitor === null)
    return state === 'open' ? 'Kora itself cannot see anything' : 'Kora itself could not see anything';
  const kind: Kind =
    flapping && state === 'open'
      ? 'flapping'
      : (kindOfReason(reason) ?? (worst_status === 'degraded' ? 'degraded' : 'failing'));
  return SENTENCES[kind][state].replace('NAME', () => title);
}

/** Who has to act, in words. */
const FAULT_WORDS = {
  provider: 'Theirs: the provider',
  credential: 'Yours: the credential',
  permission: 'Yours: a permission',
  quota: 'Yours: the quota',
  configuration: 'Yours: a setting',
  dns: 'The name service',
  network: 'The network in between',
  internal: "Kora's own",
  undetermined: 'Not certain',
} satisfies Record<Fault, string>;

const FAULT_OF_KIND = {
  rejected: 'Yours: the credential',
  denied: 'Yours: a permission',
  misconfigured: 'Yours: a setting',
  failing: 'Theirs, as far as can be seen',
  silent: 'Not certain',
  unreachable: 'Not certain',
  limited: 'Yours: the quota',
  flapping: 'Not certain',
  degraded: 'Not certain',
  not_seen: "Kora's own",
} satisfies Record<Kind, string>;

/** Who has to act: as the daemon found out, else as far as the reason alone says. */
export function whoHasToAct({ fault, reason }: Pick<Incident, 'fault' | 'reason'>): string {
  if (fault !== null) return Object.hasOwn(FAULT_WORDS, fault) ? FAULT_WORDS[fault] : String(fault);
  const kind = kindOfReason(reason);
  return kind === null ? 'Not certain' : FAULT_OF_KIND[kind];
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
