import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeedLevel, FeedReport } from '../../src/domain/feed-reading.ts';
import type { FeedDocument } from '../../src/feeds/define-feed.ts';
import { detectKind } from '../../src/feeds/detect.ts';
import { readDocument } from '../../src/feeds/document.ts';
import { fitReport } from '../../src/feeds/fit-report.ts';
import { FEED_KINDS } from '../../src/feeds/kinds.gen.ts';
import { isOpen } from '../../src/feeds/levels.ts';
import { officialState } from '../../src/feeds/official-state.ts';
import { rememberReport } from '../../src/feeds/remember.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { CALM, FEED_SAMPLES, type FeedSample, NOW_MS, type Scene, STARTED_MS } from './feed-samples.ts';

const redact = createRedactor(['planted-credential']);

const INCIDENT = {
  id: 'arn:aws:health:us-east-1::event/i1',
  title: 'Errors',
  text: 'We look into it.',
  url: 'https://status.acme.test/i1',
  level: 'degraded',
} as const;

function documentOf({ type }: FeedSample, body: unknown): FeedDocument {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const read = readDocument({ 'content-type': type }, bytes);
  if (!read.ok) throw new Error(read.problem);
  return read.document;
}

/** A body read as the daemon reads it, from bytes to what is kept. */
function report(sample: FeedSample, body: unknown): FeedReport {
  const document = documentOf(sample, body);
  const kind = detectKind(document);
  expect(kind?.name).toBe(sample.kind);
  const parsed = kind?.parse(document, NOW_MS);
  if (!parsed) throw new Error('not understood');
  return rememberReport(null, fitReport(parsed, redact), NOW_MS);
}

function official(told: FeedReport) {
  const reading = { report: told, kind: 'any', problem: null, readAtMs: NOW_MS, triedAtMs: NOW_MS };
  return officialState(reading, ({ name }) => name === 'API', { region: null, nowMs: NOW_MS });
}

function scene(part: Partial<Scene>): Scene {
  return { ...CALM, ...part };
}

test('every kind has samples', () => {
  expect(FEED_SAMPLES.map(({ kind }) => kind).sort()).toEqual(FEED_KINDS.map(({ name }) => name).sort());
});

describe.each(FEED_SAMPLES.map((sample) => [sample.kind, sample] as const))('%s', (_kind, sample) => {
  const { can, body } = sample;

  test('is recognised by no other kind', () => {
    for (const each of [CALM, scene({ incident: INCIDENT })]) {
      const document = documentOf(sample, body(each));
      expect(FEED_KINDS.filter((kind) => kind.recognises(document)).map(({ name }) => name)).toEqual([
        sample.kind,
      ]);
    }
  });

  test('is operational while all is well', () => {
    const told = report(sample, body(CALM));
    expect(official(told)).toMatchObject({ state: 'operational', sinceMs: null, incidents: [] });
    expect(told.incidents.filter(isOpen)).toEqual([]);
  });

  test.each(can.levels.map((level) => [level]))('says %s as it is', (level) => {
    const told = report(sample, body(scene({ level })));
    // A word that nobody knows says nothing of the service.
    expect(official(told).state).toBe(level === 'unknown' ? 'sick' : level);
  });

  test.runIf(can.incidents)('tells of an open incident, and since when', () => {
    const told = report(sample, body(scene({ level: 'degraded', incident: INCIDENT })));
    expect(told.incidents.filter(isOpen)).toHaveLength(1);
    const { state, incidents, sinceMs, words } = official(told);
    expect({ state, id: incidents[0]?.id, title: incidents[0]?.title }).toEqual({
      state: 'degraded',
      id: INCIDENT.id,
      title: INCIDENT.title,
    });
    expect(sinceMs).toBe(sample.kind === 'incident-io' ? NOW_MS : STARTED_MS);
    expect(words).toMatch(/^Their status page (?:says that|tells of) .+\.$/);
  });

  test.runIf(can.components)('knows what an incident is about, and what not', () => {
    const told = report(sample, body(scene({ incident: INCIDENT })));
    expect(told.incidents.find(isOpen)?.components.map(({ name }) => name)).toContain('API');
    const reading = { report: told, kind: 'any', problem: null, readAtMs: NOW_MS, triedAtMs: NOW_MS };
    const other = officialState(reading, ({ name }) => name === 'Shop', { region: null, nowMs: NOW_MS });
    expect(other.state).toBe('operational');
  });

  test.runIf(can.impact)('takes an impact that nobody knows for none', () => {
    const told = report(sample, body(scene({ incident: { ...INCIDENT, level: 'unknown' } })));
    expect(['operational', 'sick']).toContain(official(told).state);
  });

  test.runIf(can.maintenance)('calls maintenance no fault, and one that is ahead nothing yet', () => {
    const running = report(sample, body(scene({ maintenance: 'running' })));
    expect(official(running).state).toBe('maintenance');
    const ahead = report(sample, body(scene({ maintenance: 'announced' })));
    expect(official(ahead)).toMatchObject({ state: 'operational', incidents: [] });
    expect(ahead.incidents.find(({ id }) => id === 'm1')).toMatchObject({ phase: 'scheduled' });
  });

  test.runIf(can.incidents)('brings hostile text as plain text', () => {
    const hostile = {
      ...INCIDENT,
      title: '<b onclick="x()">Bad</b>\u202e\u0007 news planted-credential',
      text: `Hello<script>alert(1)</script> &lt;img src=x&gt; ${'x'.repeat(5_000)}`,
      url: 'javascript:alert(1)',
    };
    const told = report(sample, body(scene({ incident: hostile })));
    const open = told.incidents.find(isOpen);
    expect(open?.title).toBe('Bad news [redacted]');
    expect(open?.url === null || open?.url?.startsWith('https://')).toBe(true);
    expect((open?.text ?? '').length).toBeLessThanOrEqual(2_000);
    expect(JSON.stringify(told)).not.toMatch(/<[a-z/!]|planted-credential|\u202e|\\u0007|javascript:/i);
  });

  test.skipIf(sample.kind === 'rss-atom')('tolerates what is added, missing and null, everywhere', () => {
    const full = body(scene({ level: 'degraded', incident: INCIDENT, maintenance: 'running' }));
    expect(report(sample, withAdditions(full))).toEqual(report(sample, full));
    const kind = FEED_KINDS.find(({ name }) => name === sample.kind);
    for (const damaged of [
      ...everyKeySet(full, null),
      ...everyKeySet(full, undefined),
      ...everyKeySet(full, 7),
    ]) {
      const parsed = kind?.parse({ format: 'json', value: damaged }, NOW_MS);
      if (!parsed) continue;
      const told = rememberReport(null, fitReport(parsed, redact), NOW_MS);
      expect(LEVELS).toContain(official(told).state);
    }
  });

  test.runIf(can.incidents)('tells of an incident that it leaves without a title', () => {
    const untitled = scene({ level: 'degraded', incident: { ...INCIDENT, title: ' ' } });
    expect(official(report(sample, body(untitled)))).toMatchObject({
      state: 'degraded',
      incidents: [{ title: 'Untitled' }],
    });
  });

  test('never throws, whatever the document', () => {
    const kind = FEED_KINDS.find(({ name }) => name === sample.kind);
    fc.assert(
      fc.property(documents(sample), (document) => {
        detectKind(document);
        const parsed = kind?.parse(document, NOW_MS);
        if (parsed) official(rememberReport(null, fitReport(parsed, redact), NOW_MS));
      }),
    );
  });
});

const LEVELS: readonly string[] = ['operational', 'maintenance', 'degraded', 'outage', 'sick'] satisfies (
  | FeedLevel
  | 'sick'
)[];

/** Any JSON, and samples of which any part was replaced by any JSON. */
function documents(sample: FeedSample): fc.Arbitrary<FeedDocument> {
  const full = sample.body(scene({ level: 'outage', incident: INCIDENT, maintenance: 'running' }));
  if (typeof full === 'string') return fc.string().map((value) => ({ format: 'json', value }));
  const damaged = fc
    .tuple(fc.nat(), fc.jsonValue())
    .map(([place, value]) => replaceAt(full, place % everyKeySet(full, null).length, value));
  return fc.oneof(fc.jsonValue(), damaged).map((value) => ({ format: 'json', value }));
}

function withAdditions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withAdditions);
  if (typeof value !== 'object' || value === null) return value;
  // What is empty may be a map, to which nothing can be added without meaning something.
  if (Object.keys(value).length === 0) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withAdditions(item)]);
  return { ...Object.fromEntries(entries), brand_new: { of: ['any', null] } };
}

/** One copy per key anywhere in a value, in which only that key has another value. */
function everyKeySet(value: unknown, other: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    [other, ...everyKeySet(item, other)].map((replaced) => withKey(value, key, replaced)),
  );
}

function withKey(value: object, key: string, item: unknown): unknown {
  if (Array.isArray(value)) return value.with(Number(key), item);
  return { ...value, [key]: item };
}

function replaceAt(full: unknown, place: number, value: unknown): unknown {
  return everyKeySet(full, value)[place];
}
