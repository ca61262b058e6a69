import type { StorageConfig } from '../config/config.ts';
import { didYouMean } from '../lib/did-you-mean.ts';
import { KoraError } from '../lib/errors.ts';
import type { Redact } from '../lib/redact.ts';
import type { EpochMs } from '../lib/time.ts';
import type { StoreLocation } from '../storage/dialect.ts';
import { exportBeats } from '../storage/export-beats.ts';
import { exportDays } from '../storage/export-days.ts';
import { exportIncidents } from '../storage/export-incidents.ts';
import { describeReadProblem } from '../storage/export-problem.ts';
import { openToRead } from '../storage/export-source.ts';
import type { MonitorRow, Session } from '../storage/session.ts';
import {
  type BeatRecord,
  beatRecords,
  type DayRecord,
  dayRecord,
  type IncidentRecord,
  incidentRecord,
} from './export-records.ts';

export interface ExportWanted {
  readonly storage: StorageConfig;
  /** Empty for all that the history knows, those that are no longer configured too. */
  readonly names: readonly string[];
  readonly fromMs: EpochMs;
  /** Not included. */
  readonly toMs: EpochMs;
  readonly nowMs: EpochMs;
  readonly redact: Redact;
}

export interface RecordsByKind {
  readonly beats: BeatRecord;
  readonly incidents: IncidentRecord;
  readonly days: DayRecord;
}

export type ExportKind = keyof RecordsByKind;

/**
 * The history, some records at a time, as it is stored when it is asked for: nothing of it is kept in memory. Every text has
 * passed the scrubber. Throws `usage` for a monitor that the history does not know, `store_unavailable` and `store_newer`.
 */
export async function* exportHistory<Kind extends ExportKind>(
  kind: Kind,
  wanted: ExportWanted,
): AsyncGenerator<readonly RecordsByKind[Kind][]> {
  try {
    await using store = await openToRead(locate(wanted.storage), wanted.storage.retention);
    for await (const records of asRecordsOf<Kind>(EXPORTS[kind](store.session, wanted))) yield records;
  } catch (error) {
    throw describeReadProblem(error);
  }
}

type Exporter = (
  session: Session,
  wanted: ExportWanted,
) => AsyncGenerator<readonly RecordsByKind[ExportKind][]>;

const EXPORTS: Readonly<Record<ExportKind, Exporter>> = {
  async *beats(session, { redact, ...wanted }) {
    const span = { ...wanted, monitors: chooseMonitors(session, wanted.names) };
    for await (const page of exportBeats(session, span)) yield beatRecords(page, redact);
  },
  async *incidents(session, { redact, nowMs, ...wanted }) {
    const monitors = wanted.names.length === 0 ? null : chooseMonitors(session, wanted.names);
    for await (const page of exportIncidents(session, { ...wanted, monitors })) {
      yield page.map((incident) => incidentRecord(incident, redact, nowMs));
    }
  },
  async *days(session, { redact, nowMs, ...wanted }) {
    const span = { ...wanted, monitors: chooseMonitors(session, wanted.names) };
    for await (const page of exportDays(session, span, nowMs))
      yield page.map((day) => dayRecord(day, redact));
  },
};

function locate({ databaseUrl, folder }: StorageConfig): StoreLocation {
  return databaseUrl === null ? { kind: 'sqlite', folder } : { kind: 'postgres', url: databaseUrl.reveal() };
}

/** By their names, in alphabetical order. */
function chooseMonitors({ monitors }: Session, names: readonly string[]): readonly MonitorRow[] {
  const known = [...monitors.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (names.length === 0) return known;
  const all = known.map(({ name }) => name);
  const problems = names.filter((name) => !all.includes(name)).map((name) => describeUnknown(name, all));
  if (problems.length > 0) throw new KoraError('usage', 'the history has no such monitor', { problems });
  return known.filter(({ name }) => names.includes(name));
}

const MOST_LISTED = 20;

function describeUnknown(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, known);
  const listed = known.length > MOST_LISTED ? [...known.slice(0, MOST_LISTED), '…'] : known;
  const hint = meant === null ? `there are: ${listed.join(', ')}` : `did you mean "${meant}"?`;
  return `${JSON.stringify(name)}: ${hint}`;
}

// The exporter of a kind gives its records; the table of them cannot say so.
function asRecordsOf<Kind extends ExportKind>(
  records: AsyncGenerator<readonly RecordsByKind[ExportKind][]>,
): AsyncGenerator<readonly RecordsByKind[Kind][]> {
  return records as AsyncGenerator<readonly RecordsByKind[Kind][]>;
}
