import { expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import type { FeedIncident, FeedReading } from '../domain/feed-reading.ts';
import type { StoredFeedIncident } from '../storage/feed-incidents.ts';
import { createFeedRecords } from './feed-records.ts';

const URL = 'https://status.test/summary.json';

function incident(id: string, startedAtMs: number, fields: Partial<FeedIncident> = {}): FeedIncident {
  return {
    id,
    title: 'API',
    phase: 'investigating',
    level: 'outage',
    startedAtMs,
    updatedAtMs: startedAtMs,
    resolvedAtMs: null,
    url: null,
    text: null,
    components: [],
    ...fields,
  };
}

function reading(readAtMs: number | null, incidents: readonly FeedIncident[]): FeedReading {
  const report = readAtMs === null ? null : { level: null, components: [], incidents, updatedAtMs: null };
  return { report, kind: 'statuspage', problem: null, readAtMs, triedAtMs: readAtMs };
}

function recordsOver(write: (incidents: readonly StoredFeedIncident[]) => Promise<void>) {
  const failures: unknown[] = [];
  const clock = createFakeClock(1_000_000);
  const records = createFeedRecords({ clock, write, onFailure: (error) => failures.push(error) });
  return { records, failures };
}

test('what a page tells anew is written with when it first told of it; what it told before is not written again', async () => {
  const written: StoredFeedIncident[] = [];
  const { records } = recordsOver(async (incidents) => void written.push(...incidents));
  const old = incident('old', 1);
  records.onChange({
    url: URL,
    before: reading(900_000, [old]),
    reading: reading(999_000, [old, incident('new', 5)]),
  });
  await records.settled();
  // It claims to have begun long before the reading that did not tell of it.
  expect(written).toEqual([{ feed: URL, admittedAtMs: 900_000, incident: incident('new', 5) }]);
});

test('while the store is away the newest word waits, with its first admission, and goes with the next change', async () => {
  const written: StoredFeedIncident[] = [];
  let isAway = true;
  const { records, failures } = recordsOver(async (incidents) => {
    if (isAway) throw new Error('away');
    written.push(...incidents);
  });
  const opened = incident('a', 990_000);
  const resolved = incident('a', 990_000, { phase: 'resolved', resolvedAtMs: 999_000 });
  records.onChange({ url: URL, before: reading(null, []), reading: reading(995_000, [opened]) });
  await records.settled();
  expect(failures).toHaveLength(1);
  isAway = false;
  records.onChange({ url: URL, before: reading(995_000, [opened]), reading: reading(999_500, [resolved]) });
  await records.settled();
  expect(written).toEqual([{ feed: URL, admittedAtMs: 990_000, incident: resolved }]);
});
