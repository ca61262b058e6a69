import type { EpochMs } from '../lib/time.ts';
import type { ExportSpan } from './export-beats.ts';
import { getIncident, type StoredEvent, type StoredIncident } from './incidents.ts';
import type { Session } from './session.ts';

/** An incident with its timeline, the oldest event first; of no monitor when it is Kora's own. */
export interface ExportedIncident {
  readonly monitor: string | null;
  readonly incident: StoredIncident;
  readonly events: readonly StoredEvent[];
}

const AT_ONCE = 200;

/** Every incident that was open at some time of the span, by its beginning. `monitors` null also gives Kora's own. */
export async function* exportIncidents(
  session: Session,
  span: Omit<ExportSpan, 'monitors'> & { readonly monitors: ExportSpan['monitors'] | null },
): AsyncGenerator<readonly ExportedIncident[]> {
  for (let after: Place = { startedAtMs: -1, id: '' }; ; ) {
    const places = await placesAfter(session, span, after);
    const last = places.at(-1);
    if (last === undefined) return;
    after = last;
    const page: ExportedIncident[] = [];
    for (const { id } of places) {
      const found = await getIncident(session, { id });
      if (found === null) continue;
      const { monitorId } = found.incident;
      const monitor = monitorId === null ? null : (session.monitors.get(monitorId)?.name ?? null);
      page.push({ monitor, ...found });
    }
    yield page;
  }
}

interface Place {
  readonly startedAtMs: EpochMs;
  readonly id: string;
}

async function placesAfter(
  { db }: Session,
  { monitors, fromMs, toMs }: Parameters<typeof exportIncidents>[1],
  after: Place,
): Promise<readonly Place[]> {
  let query = db
    .selectFrom('incident')
    .select(['id', 'started_at_ms as startedAtMs'])
    .where('started_at_ms', '<', toMs)
    .where((eb) => eb.or([eb('ended_at_ms', 'is', null), eb('ended_at_ms', '>=', fromMs)]))
    .where((eb) =>
      eb.or([
        eb('started_at_ms', '>', after.startedAtMs),
        eb.and([eb('started_at_ms', '=', after.startedAtMs), eb('id', '>', after.id)]),
      ]),
    )
    .orderBy('started_at_ms')
    .orderBy('id')
    .limit(AT_ONCE);
  if (monitors !== null) {
    const ids = monitors.map(({ id }) => id);
    query = query.where('monitor_id', 'in', ids);
  }
  return query.execute();
}
