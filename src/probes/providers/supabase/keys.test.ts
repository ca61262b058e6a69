import { expect, test } from 'vitest';
import { Secret } from '../../../lib/secret.ts';
import { keyHeaders, recogniseKey, recogniseManagementToken } from './keys.ts';

/** A key of the older form, with claims and without a real signature. */
function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.signature`;
}

test('an older key goes into both headers', () => {
  const key = jwt({ role: 'anon' });
  expect(keyHeaders(new Secret(key))).toEqual({ apikey: key, authorization: `Bearer ${key}` });
});

test.each(['sb_publishable_planted0001', 'sb_secret_planted0001', 'a-key-of-some-proxy'])(
  '%s goes into apikey alone',
  (key) => {
    expect(keyHeaders(new Secret(key))).toEqual({ apikey: key });
  },
);

test('knows the kinds by their form', () => {
  expect(recogniseKey('sb_publishable_planted0001')).toEqual({ kind: 'publishable key', expiresAtMs: null });
  expect(recogniseKey('sb_secret_planted0001')).toMatchObject({
    excess: expect.stringContaining('bypasses'),
    advice: expect.stringContaining('publishable'),
  });
  expect(recogniseKey('sbp_planted0001')?.problem).toContain('Management API');
  expect(recogniseKey('a-key-of-some-proxy')).toBe(null);
});

test('reads role, project and expiry of an older key, whoever signed it', () => {
  expect(recogniseKey(jwt({ role: 'anon', ref: 'abcdefghijklmnopqrst', exp: 2_000_000_000 }))).toEqual({
    kind: 'anon key (JWT)',
    scope: 'project abcdefghijklmnopqrst',
    expiresAtMs: 2_000_000_000_000,
    advice: expect.stringContaining('publishable'),
  });
  expect(recogniseKey(jwt({ role: 'service_role' }))).toEqual({
    kind: 'service_role key',
    expiresAtMs: null,
    excess: expect.stringContaining('every row'),
    advice: expect.stringContaining('publishable'),
  });
});

test('an expiry that is no date and a project that is no name are none', () => {
  expect(recogniseKey(jwt({ role: 'anon', exp: 1e300 }))?.expiresAtMs).toBe(null);
  expect(recogniseKey(jwt({ role: 'anon', exp: 'soon' }))?.expiresAtMs).toBe(null);
  expect(recogniseKey(jwt({ role: 'anon', ref: '<b>' }))).not.toHaveProperty('scope');
});

test('a management token is known by its prefix, and no more is told of it', () => {
  expect(recogniseManagementToken('sbp_planted0001')).toEqual({ kind: 'management token' });
  expect(recogniseManagementToken('')).toBe(null);
});

test.each([
  'eyJ',
  'eyJhbGciOiJIUzI1NiJ9',
  'eyJhbGciOiJIUzI1NiJ9..',
  'eyJhbGciOiJIUzI1NiJ9.%%%.x',
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('[1]').toString('base64url')}.x`,
  jwt({ role: 5 }),
])('is not upset by %s', (key) => {
  expect(recogniseKey(key)).toBe(null);
});
