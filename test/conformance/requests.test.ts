import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Behaviour } from '../../src/simulator/behaviour.ts';
import type { SeenRequest } from '../../src/simulator/request-record.ts';
import {
  NAMES,
  type Name,
  type SimulatedProviders,
  simulatedProviders,
} from '../suites/simulated-providers.support.ts';
import { type Finding, REQUEST_DEVIATIONS, sortOut } from './deviations.ts';
import { haveSpecifications, openSpecification, specificationOf, WHY_SKIPPED } from './specifications.ts';

let providers: SimulatedProviders;
const made: SeenRequest[] = [];

/** Everything that makes a probe ask something else: its options, more pages, older addresses, other ways. */
const LOOKS: readonly (readonly [Name, Behaviour, Record<string, string>])[] = [
  ['vercel', { kind: 'healthy', data: { deployments: 250 } }, { KORA_VERCEL_PROJECT_IDS: 'prj_demo_web' }],
  [
    'vercel',
    { kind: 'healthy' },
    { KORA_VERCEL_TEAM_ID: 'demo-company', KORA_VERCEL_PROJECT_IDS: 'web,docs' },
  ],
  ['vercel', { kind: 'not_found', only: '/v7/' }, {}],
  ['sentry', { kind: 'degraded' }, { KORA_SENTRY_STATS_PERIOD: '14d' }],
  ['sentry', { kind: 'degraded' }, {}],
  ['doppler', { kind: 'healthy', data: { perPageMax: 2 } }, {}],
  ['supabase', { kind: 'healthy' }, { KORA_SUPABASE_PROBE_TABLE: 'heartbeat' }],
  [
    'supabase',
    { kind: 'healthy' },
    { KORA_SUPABASE_ANON_KEY: 'eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYW5vbiJ9.demo' },
  ],
  ['fly', { kind: 'healthy', data: { releases: 120 } }, {}],
  ['fly', { kind: 'server_error', status: 500, only: '/graphql' }, {}],
];

beforeAll(async () => {
  providers = await simulatedProviders();
  for (const name of NAMES) {
    made.push(...(await providers.look(name, { kind: 'healthy' })).requests);
    made.push(...(await providers.prove(name)));
  }
  for (const [name, behaviour, env] of LOOKS)
    made.push(...(await providers.look(name, behaviour, env)).requests);
});
afterAll(() => providers[Symbol.asyncDispose]());

describe.skipIf(!haveSpecifications)(`the probes' requests${WHY_SKIPPED}`, () => {
  test('are those that the specifications allow, but for the listed deviations', () => {
    const described = made.filter(({ path }) => path !== '/graphql');
    expect(described.length).toBeGreaterThan(60);
    expect(sortOut(described.flatMap(check), REQUEST_DEVIATIONS)).toEqual({ unexplained: [], unused: [] });
  });
});

test('every request says who asks, and carries a credential', () => {
  expect(made.filter(({ userAgent }) => !/^kora-heartbeat\/\d/.test(userAgent))).toEqual([]);
  expect(made.filter(({ credentialHeaders }) => credentialHeaders.length === 0)).toEqual([]);
});

function check(request: SeenRequest): Finding[] {
  const specification = specificationOf(request.provider, request.path);
  if (specification === null)
    return [{ specification: 'none', finding: `${request.provider} ${request.method} ${request.path}` }];
  const problems = openSpecification(specification).checkRequest({
    ...request,
    query: new URLSearchParams(request.query),
  });
  return problems.map((finding) => ({ specification, finding }));
}
