import type { EpochMs } from '../lib/time.ts';
import { type Append, append } from './append.ts';
import { type DetailsWanted, detailChanges, errorsDuring } from './details.ts';
import {
  type FeedIncidentsWanted,
  readFeedIncidents,
  type StoredFeedIncident,
  writeFeedIncidents,
} from './feed-incidents.ts';
import { addNote, getIncident, type IncidentsWanted, listIncidents } from './incidents.ts';
import { type Kept, readKept, writeKept } from './kept.ts';
import { idOf } from './monitors.ts';
import { type BeatsWanted, newestBeats } from './read-beats.ts';
import { type RestoreWanted, restore } from './restore.ts';
import { readSeries, type SeriesWanted } from './series.ts';
import type { MonitorRow, Session } from './session.ts';
import { tallyWindow, type Window } from './uptime.ts';
import { timesOfAll } from './uptime-of-all.ts';

interface OfMonitor {
  readonly name: string;
}

/** Everything that can be asked of the store, by name. Arguments and results cross to its thread and back as they are. */
export const OPERATIONS = {
  append: (session: Session, wanted: Append) => append(session, wanted),
  restore: (session: Session, wanted: RestoreWanted) => restore(session, wanted),
  newestBeats: (session: Session, { name, ...wanted }: OfMonitor & BeatsWanted) =>
    newestBeats(session, monitorOf(session, name), wanted),
  errorsDuring: (
    session: Session,
    { name, ...span }: OfMonitor & { readonly fromMs: EpochMs; readonly toMs: EpochMs },
  ) => errorsDuring(session, { monitorId: idOf(session, name), ...span }),
  detailChanges: (session: Session, { name, ...wanted }: OfMonitor & Omit<DetailsWanted, 'monitorId'>) =>
    detailChanges(session, { monitorId: idOf(session, name), ...wanted }),
  series: (session: Session, { name, ...wanted }: OfMonitor & SeriesWanted) =>
    readSeries(session, monitorOf(session, name), wanted),
  uptime: async (session: Session, { name, windows, nowMs }: OfMonitor & WindowsWanted) => {
    const monitor = monitorOf(session, name);
    const tallies = [];
    for (const window of windows) tallies.push(await tallyWindow(session, monitor, window, nowMs));
    return { firstBeatAtMs: monitor.firstBeatAtMs, windows: tallies };
  },
  uptimeOfAll: async (session: Session, { windows, nowMs }: WindowsWanted) => ({
    monitors: [...session.monitors.values()].map(({ id, name, firstBeatAtMs }) => ({
      id,
      name,
      firstBeatAtMs,
    })),
    times: await timesOfAll(session, windows, nowMs),
  }),
  /** Incidents with the names of their monitors; of no monitor when it is Kora's own. */
  listIncidents: async (
    session: Session,
    { monitor, ...wanted }: Omit<IncidentsWanted, 'monitorId'> & { readonly monitor: string | null },
  ) => {
    const monitorId = monitor === null ? null : session.idByName.get(monitor);
    if (monitorId === undefined) return [];
    const incidents = await listIncidents(session, { ...wanted, monitorId });
    return incidents.map((incident) => ({ incident, monitor: nameOf(session, incident.monitorId) }));
  },
  getIncident: async (session: Session, wanted: { readonly id: string }) => {
    const found = await getIncident(session, wanted);
    return found === null ? null : { ...found, monitor: nameOf(session, found.incident.monitorId) };
  },
  addNote: (session: Session, wanted: Parameters<typeof addNote>[1]) => addNote(session, wanted),
  readKept: (session: Session, wanted: { readonly prefix: string }) => readKept(session, wanted),
  writeKept: (session: Session, wanted: { readonly entries: readonly Kept[] }) => writeKept(session, wanted),
  readFeedIncidents: (session: Session, wanted: FeedIncidentsWanted) => readFeedIncidents(session, wanted),
  writeFeedIncidents: (session: Session, wanted: { readonly incidents: readonly StoredFeedIncident[] }) =>
    writeFeedIncidents(session, wanted),
} as const;

interface WindowsWanted {
  readonly windows: readonly Window[];
  readonly nowMs: EpochMs;
}

export type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;
export type OperationArgument<Name extends OperationName> = Parameters<Operations[Name]>[1];
export type OperationResult<Name extends OperationName> = Awaited<ReturnType<Operations[Name]>>;

function nameOf(session: Session, monitorId: number | null): string | null {
  return monitorId === null ? null : (session.monitors.get(monitorId)?.name ?? null);
}

function monitorOf(session: Session, name: string): MonitorRow {
  const monitor = session.monitors.get(idOf(session, name));
  if (monitor === undefined) throw new Error(`the store does not know the monitor ${name}`);
  return monitor;
}
