import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { incidentDetailSchema } from '../../src/contracts/incidents.ts';
import {
  type LedgerEntry,
  ledgerResponseSchema,
  providerDetailSchema,
} from '../../src/contracts/providers.ts';
import type { Fault } from '../../src/contracts/status.ts';
import type { FeedIncident, OfficialState } from '../../src/domain/feed-reading.ts';
import type { StoredFeedIncident } from '../../src/storage/feed-incidents.ts';
import type { StoredIncident } from '../../src/storage/incidents.ts';
import { type HistoryServer, historyServer } from '../support/history-server.ts';
import { stubMonitor } from '../support/kora-server.ts';
import { STORE_KINDS } from '../support/stores.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 25, 12);
const FEED_URL = 'https://status.test/summary.json';
const daysAgo = (days: number, minutes = 0) => NOW_MS - days * DAY_MS + minutes * MINUTE_MS;

const stub = stubMonitor('vercel');
const VERCEL = {
  ...stub,
  definition: { ...stub.definition, type: 'vercel', kind: 'provider' as const, title: 'Vercel' },
  feed: {
    url: FEED_URL,
    pageUrl: 'https://status.test',
    byHand: false,
    watches: ({ name }: { readonly name: string }) => name === 'API',
    regionOf: () => null,
  },
};
const OPERATIONAL: OfficialState = {
  state: 'operational',
  sinceMs: null,
  words: 'All is well.',
  incidents: [],
};

function seen(days: number, minutes: number, fault: Fault, monitorId: number): StoredIncident {
  return {
    id: `vercel-${days}-${fault}`,
    monitorId,
    startedAtMs: daysAgo(days),
    endedAtMs: daysAgo(days, minutes),
    worst: 'unhealthy',
    reason: 'http_server_error',
    fault,
    why: 'It fails.',
    flapping: false,
    evidence: {
      rule: 'it fails on its own side',
      rows: [
        { experiment: 'look', atMs: daysAgo(days), outcome: 'saw', saw: 'HTTP 503', speaksFor: 'provider' },
      ],
    },
  };
}

function told(id: string, admittedAtMs: number, fields: Partial<FeedIncident>): StoredFeedIncident {
  return {
    feed: FEED_URL,
    admittedAtMs,
    incident: {
      id,
      title: '=cmd|trouble',
      phase: 'resolved',
      level: 'outage',
      startedAtMs: admittedAtMs,
      updatedAtMs: null,
      resolvedAtMs: null,
      url: 'https://status.test/i',
      text: null,
      components: [],
      ...fields,
    },
  };
}

describe.each(STORE_KINDS)('the ledger over $kind', (kind) => {
  let server: HistoryServer;

  beforeAll(async () => {
    server = await historyServer(kind, {
      nowMs: NOW_MS,
      parts: {
        monitors: [VERCEL, stubMonitor('sentry')],
        feeds: {
          reading: () => ({ report: null, kind: null, problem: null, readAtMs: null, triedAtMs: null }),
          officialState: () => OPERATIONAL,
          isOffline: false,
        },
      },
    });
    const id = server.idOf('vercel');
    const incidents = [
      seen(1, 30, 'provider', id),
      seen(2, 30, 'credential', id),
      seen(3, 30, 'provider', id),
      { ...seen(4, 30, 'provider', server.idOf('sentry')), id: 'sentry-4' },
    ];
    await server.tell('vercel', [], { incidents: incidents.map((incident) => ({ incident, events: [] })) });
    await server.store.call('writeFeedIncidents', {
      incidents: [
        told('late', daysAgo(1, 8), {
          resolvedAtMs: daysAgo(1, 25),
          components: [{ group: null, name: 'API' }],
        }),
        told('other', daysAgo(1, 1), {
          resolvedAtMs: daysAgo(1, 25),
          components: [{ group: null, name: 'Docs' }],
        }),
        told('planned', daysAgo(3, 1), { level: 'maintenance' }),
      ],
    });
    // Told again, later: the first admission stays, the rest is as it is told now.
    await server.store.call('writeFeedIncidents', {
      incidents: [
        told('late', daysAgo(1, 20), {
          resolvedAtMs: daysAgo(1, 26),
          components: [{ group: null, name: 'API' }],
        }),
      ],
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const ask = (path: string) => server.kora.ask(`/api/v1${path}`);
  const entries = async (query = ''): Promise<readonly LedgerEntry[]> =>
    ledgerResponseSchema.parse((await ask(`/ledger${query}`)).json()).entries;

  test('tells of what was the fault of a provider whose page is read, with lead and lag', async () => {
    expect(
      (await entries()).map((it) => [
        it.incident,
        it.feed_incident,
        it.lead_minutes,
        it.lag_minutes,
        it.words,
      ]),
    ).toEqual([
      ['vercel-1-provider', 'late', 8, 4, 'Vercel admitted it 8 minutes after it was seen.'],
      ['vercel-3-provider', null, null, null, 'Vercel has not admitted it.'],
    ]);
  });

  test('goes on where a page ended', async () => {
    const first = ledgerResponseSchema.parse((await ask('/ledger?limit=1')).json());
    expect(first.entries.map(({ incident }) => incident)).toEqual(['vercel-1-provider']);
    const rest = await entries(`?limit=5&cursor=${first.next_cursor}`);
    expect(rest.map(({ incident }) => incident)).toEqual(['vercel-3-provider']);
  });

  test('of another provider, or another time, is empty', async () => {
    expect(await entries('?provider=fly')).toEqual([]);
    expect(await entries(`?to=${new Date(daysAgo(30)).toISOString()}`)).toEqual([]);
  });

  test('comes as a file that no spreadsheet takes for a formula', async () => {
    const answer = await ask('/ledger?format=csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toContain('kora-ledger.csv');
    const [head, first] = answer.text.split('\r\n');
    expect(head).toContain('incident,provider,monitor,started_at');
    expect(first).toContain("'=cmd|trouble");
  });

  test.each(['?cursor=nonsense', '?limit=0', '?format=xml', '?from=yesterday'])(
    'refuses %s',
    async (query) => {
      expect((await ask(`/ledger${query}`)).status).toBe(400);
    },
  );

  test('stands with its incident, beside what decided it', async () => {
    const detail = incidentDetailSchema.parse((await ask('/incidents/vercel-1-provider')).json());
    expect(detail.rule).toBe('it fails on its own side');
    expect(detail.evidence).toMatchObject([{ experiment: 'look', saw: 'HTTP 503', speaks_for: 'provider' }]);
    expect(detail.ledger?.lead_minutes).toBe(8);
    const other = incidentDetailSchema.parse((await ask('/incidents/vercel-2-credential')).json());
    expect(other.ledger).toBeNull();
  });

  test('stands with its provider', async () => {
    const detail = providerDetailSchema.parse((await ask('/providers/vercel')).json());
    expect(detail.provider.feed).toMatchObject({ state: 'operational', page_url: 'https://status.test' });
    expect(detail.ledger).toHaveLength(2);
    expect((await ask('/providers/nobody')).status).toBe(404);
  });
});

describe.each(STORE_KINDS)('what is kept in $kind', (kind) => {
  test('is read by the beginning of its key, and the newest stays', async () => {
    await using server = await historyServer(kind, { nowMs: NOW_MS });
    const { store } = server;
    await store.call('writeKept', {
      entries: [
        { key: 'a/1', value: '1' },
        { key: 'a/2', value: '2' },
        { key: 'ab', value: '3' },
      ],
    });
    await store.call('writeKept', { entries: [{ key: 'a/1', value: '4' }] });
    expect(await store.call('readKept', { prefix: 'a/' })).toEqual([
      { key: 'a/1', value: '4' },
      { key: 'a/2', value: '2' },
    ]);
  });
});
