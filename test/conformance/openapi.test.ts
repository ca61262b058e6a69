import { describe, expect, test } from 'vitest';
import { createOpenApi } from './openapi.ts';

const things = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    size: { type: 'integer', nullable: true },
    kind: { type: 'string', enum: ['a', 'b'], nullable: true },
    owner: { $ref: '#/components/schemas/Owner' },
    error: { allOf: [{ $ref: '#/components/schemas/Base' }, { properties: { code: { enum: ['gone'] } } }] },
  },
};
const api = createOpenApi({
  servers: [{ url: 'https://{region}.example.com/v1/' }],
  paths: {
    '/teams/{team}/things': {
      get: {
        security: [{ token: [] }],
        parameters: [
          { name: 'team', in: 'path', required: true, schema: { type: 'string', pattern: '^[a-z]+$' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100 } },
          { name: 'part', in: 'query', schema: { type: 'array', items: { enum: ['x', 'y'] } } },
          { name: 'since', in: 'query', required: true, schema: { type: 'number' } },
        ],
        responses: { '200': { content: { 'application/json': { schema: things } } }, '403': {} },
      },
    },
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    schemas: {
      Owner: { type: 'object', properties: { name: { type: 'string' } } },
      Base: { type: 'object', properties: { code: { type: 'string' }, message: { type: 'string' } } },
    },
  },
});

const OPERATION = 'GET /teams/{team}/things';

function request(
  query: string,
  { path = '/v1/teams/blue/things', credentialHeaders = ['authorization: Bearer'] } = {},
) {
  return api.checkRequest({
    method: 'GET',
    path,
    query: new URLSearchParams(query),
    body: '',
    credentialHeaders,
  });
}

function answer(body: unknown, status = 200) {
  return api.checkAnswer({
    method: 'GET',
    path: '/v1/teams/blue/things',
    status,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify(body),
  });
}

describe('a request', () => {
  test('that the specification allows has no problem', () => {
    expect(request('since=12.5&limit=100&part=x&part=y')).toEqual([]);
  });

  const cases: readonly (readonly [string, string, string])[] = [
    ['an unknown parameter', 'since=1&pages=2', 'query pages: no such parameter'],
    ['a missing parameter', '', 'query since: missing'],
    ['a number that is none', 'since=yesterday', 'query since: must be number'],
    ['a number above the most', 'since=1&limit=101', 'query limit: must be <= 100'],
    [
      'a value that is not in the list',
      'since=1&part=z',
      'query part: /0 must be equal to one of the allowed values',
    ],
    ['a single value twice', 'since=1&since=2', 'query since: more than once'],
  ];
  test.each(cases)('with %s has a problem', (_what, query, problem) => {
    expect(request(query)).toEqual([`${OPERATION}: ${problem}`]);
  });

  test('with a wrong path, a wrong part of it or no credential has a problem', () => {
    expect(request('since=1', { path: '/v1/teams' })).toEqual(['GET /v1/teams: no such operation']);
    expect(request('since=1', { path: '/v1/teams/BLUE/things' })).toEqual([
      `${OPERATION}: path team: must match pattern "^[a-z]+$"`,
    ]);
    expect(request('since=1', { credentialHeaders: ['apikey'] })).toEqual([
      `${OPERATION}: the credential is not in authorization: Bearer`,
    ]);
  });
});

describe('an answer', () => {
  test('that the specification describes has no problem, null where it may be', () => {
    expect(
      answer({
        id: '1',
        size: null,
        kind: null,
        owner: { name: 'Ann' },
        error: { code: 'gone', message: 'Gone' },
      }),
    ).toEqual([]);
    expect(answer('anything', 403)).toEqual([]);
  });

  const cases: readonly (readonly [string, unknown, string])[] = [
    ['lacks a field', {}, "must have required property 'id'"],
    ['has null where none may be', { id: null }, '/id must be string'],
    [
      'has a field that is not described',
      { id: '1', extra: 1 },
      'must NOT have additional properties (extra)',
    ],
    [
      'has one in what it refers to',
      { id: '1', owner: { age: 1 } },
      '/owner must NOT have additional properties (age)',
    ],
    [
      'has one beside what several schemas describe',
      { id: '1', error: { code: 'gone', hint: 'x' } },
      '/error must NOT have unevaluated properties (hint)',
    ],
  ];
  test.each(cases)('that %s has a problem', (_what, body, problem) => {
    expect(answer(body)).toEqual([`${OPERATION} 200: ${problem}`]);
  });

  test('of a status that is not described has a problem', () => {
    expect(answer({}, 429)).toEqual([`${OPERATION} 429: this status is not described`]);
  });
});
