import { expect, test } from 'vitest';
import { Secret } from '../../../lib/secret.ts';
import { keyHeaders, readKey } from './keys.ts';

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
  expect(readKey('sb_publishable_planted0001').recognised).toEqual({ kind: 'publishable key' });
  expect(readKey('sb_secret_planted0001').recognised?.advice).toContain('bypasses');
  expect(readKey('sbp_planted0001').recognised?.problem).toContain('Management API');
  expect(readKey('a-key-of-some-proxy').recognised).toBe(null);
});

test('reads role and expiry of an older key, whoever signed it', () => {
  expect(readKey(jwt({ role: 'anon', exp: 2_000_000_000 }))).toMatchObject({
    recognised: { kind: 'anon key (JWT)' },
    expiresAtMs: 2_000_000_000_000,
  });
  expect(readKey(jwt({ role: 'service_role' }))).toMatchObject({
    recognised: { kind: 'service_role key', advice: expect.stringContaining('bypasses') },
    expiresAtMs: null,
  });
});

test('an expiry that is no date is none', () => {
  expect(readKey(jwt({ role: 'anon', exp: 1e300 })).expiresAtMs).toBe(null);
  expect(readKey(jwt({ role: 'anon', exp: 'soon' })).expiresAtMs).toBe(null);
});

test.each([
  'eyJ',
  'eyJhbGciOiJIUzI1NiJ9',
  'eyJhbGciOiJIUzI1NiJ9..',
  'eyJhbGciOiJIUzI1NiJ9.%%%.x',
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('[1]').toString('base64url')}.x`,
  jwt({ role: 5 }),
])('is not upset by %s', (key) => {
  expect(readKey(key)).toEqual({ recognised: null, expiresAtMs: null });
});
