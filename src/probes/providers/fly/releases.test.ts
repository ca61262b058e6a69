import { describe, expect, test } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { createFakeClock } from '../../../../test/support/fake-clock.ts';
import {
  type ScriptedAnswer,
  type SeenRequest,
  scriptedServer,
} from '../../../../test/support/scripted-server.ts';
import { fly } from './fly.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 14);
const HOUR_MS = 3_600_000;

function at(agoMs: number): string {
  return new Date(NOW_MS - agoMs).toISOString();
}

let made = 0;

function release(agoMs: number, status = 'complete') {
  made += 1;
  return { id: `release-${made}`, version: made, createdAt: at(agoMs), status };
}

function page(nodes: readonly unknown[], endCursor: string | null = null): ScriptedAnswer {
  return {
    body: {
      data: { app: { releases: { nodes, pageInfo: { hasNextPage: endCursor !== null, endCursor } } } },
    },
  };
}

interface Upstream {
  readonly graphql: (variables: { n: string; l: number; a: string | null }) => ScriptedAnswer;
  readonly rest?: (request: SeenRequest) => ScriptedAnswer;
}

/** The details after the slow lane, and the requests it made. */
async function releases({ graphql, rest }: Upstream, options: Record<string, unknown> = {}) {
  await using server = await scriptedServer((request) => {
    if (request.path.endsWith('/machines')) return { body: [{ state: 'started' }] };
    if (request.path === '/graphql') return graphql(JSON.parse(request.body).variables);
    return rest?.(request) ?? { status: 404, body: {} };
  });
  const { end = '', ...given } = options;
  await using probe = testProbe(
    fly,
    { token: 'fm2_planted00000001', apiBase: server.url, graphqlBase: `${server.url}${end}`, ...given },
    { clock: createFakeClock(NOW_MS) },
  );
  await probe.look(noSignal());
  const verdict = await probe.refreshFacts(noSignal());
  const requests = server.requests.filter(({ path }) => !path.endsWith('/machines'));
  return { verdict, requests };
}

test('counts the releases of exactly the last 24 hours, and those that failed', async () => {
  const { verdict, requests } = await releases({
    graphql: () =>
      page([
        release(HOUR_MS),
        release(2 * HOUR_MS, 'FAILED'),
        release(24 * HOUR_MS),
        release(24 * HOUR_MS + 1),
      ]),
  });
  expect(verdict).toMatchObject({
    status: 'healthy',
    details: { deploys_last_24h: 3, deploys_failed_24h: 1 },
  });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ method: 'POST', path: '/graphql' });
  expect(requests[0]?.headers.authorization).toBe('FlyV1 fm2_planted00000001');
});

test('none is zero, not unknown', async () => {
  const { verdict } = await releases({ graphql: () => page([]) });
  expect(verdict?.details).toMatchObject({ deploys_last_24h: 0, deploys_failed_24h: 0 });
});

test('sums over the apps', async () => {
  const { verdict } = await releases(
    { graphql: ({ n }) => page(n === 'web' ? [release(HOUR_MS), release(HOUR_MS)] : [release(HOUR_MS)]) },
    { appName: 'web', stagingAppName: 'web-staging' },
  );
  expect(verdict?.details.deploys_last_24h).toBe(3);
});

test.each(['', '/', '/graphql', '/graphql/'])(
  'finds GraphQL at an address that ends in "%s"',
  async (end) => {
    const { verdict } = await releases({ graphql: () => page([release(HOUR_MS)]) }, { end });
    expect(verdict?.details.deploys_last_24h).toBe(1);
  },
);

test('turns pages while all of a page lie inside the 24 hours', async () => {
  const full = Array.from({ length: 50 }, () => release(HOUR_MS));
  const { verdict, requests } = await releases({
    graphql: ({ a }) =>
      a === null ? page(full, 'c1') : page([release(HOUR_MS), release(30 * HOUR_MS)], 'c2'),
  });
  expect(verdict?.details.deploys_last_24h).toBe(51);
  expect(requests.map(({ body }) => JSON.parse(body).variables.a)).toEqual([null, 'c1']);
});

test('counts a release once that moved to the next page meanwhile, by its id or else its version', async () => {
  const first = Array.from({ length: 50 }, () => release(HOUR_MS));
  const last = [first[49], release(HOUR_MS), release(30 * HOUR_MS)];
  for (const shape of [(it: object | undefined) => it, (it: object | undefined) => ({ ...it, id: null })]) {
    const { verdict, requests } = await releases({
      graphql: ({ a }) => (a === null ? page(first.map(shape), 'c1') : page(last.map(shape))),
    });
    expect(verdict?.details.deploys_last_24h).toBe(51);
    expect(JSON.parse(requests[0]?.body ?? '').query).toContain('nodes{id version status createdAt}');
  }
});

test('counts every release where nothing tells them apart', async () => {
  const same = { id: null, version: null, createdAt: at(HOUR_MS), status: 'complete' };
  const { verdict } = await releases({ graphql: () => page([same, same]) });
  expect(verdict?.details.deploys_last_24h).toBe(2);
});

test('stops at a page that brings nothing new, and says that it is a lower bound', async () => {
  const full = Array.from({ length: 50 }, () => release(HOUR_MS));
  const { verdict, requests } = await releases({ graphql: () => page(full, 'again') });
  expect(verdict?.details).toMatchObject({ deploys_last_24h: 50, deploys_last_24h_at_least: true });
  expect(requests).toHaveLength(2);
});

test('says that it is a lower bound when the pages do not end', async () => {
  const full = () => Array.from({ length: 50 }, () => release(HOUR_MS));
  const { verdict, requests } = await releases({ graphql: () => page(full(), 'again') });
  expect(verdict?.details).toMatchObject({ deploys_last_24h: 500, deploys_last_24h_at_least: true });
  expect(requests).toHaveLength(10);
});

describe('falls back to REST, as Bearer,', () => {
  const rest = (): ScriptedAnswer => ({
    body: { releases: [{ created_at: at(HOUR_MS), status: 'complete' }, { created_at: at(25 * HOUR_MS) }] },
  });
  const refusals: readonly (readonly [string, ScriptedAnswer])[] = [
    [
      'errors in an answer of 200',
      { body: { errors: [{ extensions: { code: 'UNAUTHORIZED' } }], data: null } },
    ],
    ['errors beside data', { body: { ...Object(page([]).body), errors: [{ message: 'partial' }] } }],
    ['an app that it does not know', { body: { data: { app: null } } }],
    ['an error status', { status: 500, body: 'oops' }],
    ['another shape', { body: { data: { app: { releases: [] } } } }],
    ['a time that cannot be read', page([{ createdAt: 'yesterday', status: 'complete' }])],
  ];
  test.each(refusals)('when GraphQL answers with %s', async (_what, answer) => {
    const { verdict, requests } = await releases({ graphql: () => answer, rest });
    expect(verdict?.details.deploys_last_24h).toBe(1);
    expect(requests.at(-1)).toMatchObject({ method: 'GET', path: '/api/v1/apps/kora-runtime/releases' });
    expect(requests.at(-1)?.headers.authorization).toBe('Bearer fm2_planted00000001');
  });

  test('which tells when it may not be all', async () => {
    const many = Array.from({ length: 50 }, () => ({ created_at: at(HOUR_MS), status: 'complete' }));
    const { verdict } = await releases({
      graphql: () => ({ status: 404, body: {} }),
      rest: () => ({ body: { releases: many } }),
    });
    expect(verdict?.details).toMatchObject({ deploys_last_24h: 50, deploys_last_24h_at_least: true });
  });
});

test('stays unknown when neither tells, and the verdict stays as it was', async () => {
  const { verdict } = await releases({ graphql: () => ({ status: 401, body: {} }) });
  expect(verdict).toMatchObject({ status: 'healthy', details: { deploys_last_24h: 'unknown' } });
});
