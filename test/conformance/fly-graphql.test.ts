import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseGraphqlRequest } from '../../src/simulator/graphql.ts';
import { type SimulatedProviders, simulatedProviders } from '../suites/simulated-providers.support.ts';
import { checkGraphqlData } from './graphql-answer.ts';
import { isObject } from './json.ts';
import { haveSpecifications, readSpecification, WHY_SKIPPED } from './specifications.ts';

let providers: SimulatedProviders;
beforeAll(async () => {
  providers = await simulatedProviders();
});
afterAll(() => providers[Symbol.asyncDispose]());

async function ask(body: string): Promise<{ data?: unknown; errors?: unknown }> {
  const { simulator, secrets } = providers;
  const token = secrets.find((secret) => secret.includes('fm2_')) ?? '';
  const response = await fetch(`${simulator.url()}/fly/graphql`, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body,
  });
  const answer: unknown = await response.json();
  return isObject(answer) ? answer : {};
}

describe.skipIf(!haveSpecifications)(`Fly over GraphQL${WHY_SKIPPED}`, () => {
  test("the probe's query is valid, and the simulator's answer is what that schema gives for it", async () => {
    // Whether the schema keeps the rules of today's GraphQL is its owner's affair.
    const schema = buildSchema(readSpecification('fly.graphql'), { assumeValidSDL: true });
    const { requests } = await providers.look('fly', { kind: 'healthy', data: { releases: 120 } });
    const bodies = requests.filter(({ path }) => path === '/graphql').map(({ body }) => body);
    expect(bodies.length).toBeGreaterThan(2);
    for (const body of bodies) {
      const document = parse(parseGraphqlRequest(body).query);
      expect(validate(schema, document)).toEqual([]);
      const { data, errors } = await ask(body);
      expect(errors).toBeUndefined();
      expect(checkGraphqlData(schema, document, data)).toEqual([]);
    }
  });

  test('every field of a release that the simulator knows is one of the schema', async () => {
    const schema = buildSchema(readSpecification('fly.graphql'), { assumeValidSDL: true });
    const query =
      '{app(name:"kora-runtime"){id name status releasesUnprocessed(first:2){totalCount nodes{id version status stable reason description createdAt imageRef}edges{cursor node{id}}pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}}';
    expect(validate(schema, parse(query))).toEqual([]);
    const { data } = await ask(JSON.stringify({ query }));
    expect(checkGraphqlData(schema, parse(query), data)).toEqual([]);
  });
});

describe('an answer over GraphQL', () => {
  const schema = buildSchema(
    'type Query { app(name: String!): App } type App { id: ID! sizes: [Int!]! name: String }',
  );
  const document = parse('{first: app(name: "a") {id sizes name}}');

  test('that the schema gives has no problem', () => {
    expect(checkGraphqlData(schema, document, { first: { id: '1', sizes: [1, 2], name: null } })).toEqual([]);
    expect(checkGraphqlData(schema, document, { first: null })).toEqual([]);
  });

  const cases: readonly (readonly [string, unknown, string])[] = [
    ['lacks the alias', {}, 'data.first: no object'],
    ['has null where none may be', { first: { id: null, sizes: [], name: '' } }, 'data.first.id: null'],
    ['has another type', { first: { id: '1', sizes: [1.5], name: '' } }, 'data.first.sizes[]: no Int'],
    ['has no list', { first: { id: '1', sizes: 1, name: '' } }, 'data.first.sizes: no list'],
    [
      'has more than was asked for',
      { first: { id: '1', sizes: [], name: '', region: 'ams' } },
      'data.first.region: nobody asked for it',
    ],
  ];
  test.each(cases)('that %s has a problem', (_what, data, problem) => {
    expect(checkGraphqlData(schema, document, data)).toEqual([problem]);
  });
});
