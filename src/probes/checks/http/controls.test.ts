import { describe, expect, test } from 'vitest';
import { controls } from './controls.ts';
import { http } from './http.ts';

function callWithout(options: Record<string, unknown>) {
  return (
    controls.withoutCredential?.(http.schema.parse({ url: 'https://example.com/health', ...options })) ?? null
  );
}

describe('the call without a credential', () => {
  test('leaves out every header that is one, or may be', () => {
    const headers = {
      Authorization: 'Bearer planted',
      'x-tenant': 'planted-too',
      Accept: 'application/json',
    };
    expect(callWithout({ headers })).toEqual({
      url: 'https://example.com/health',
      method: 'GET',
      headers: { accept: 'application/json' },
    });
  });

  test('leaves out what is one in the query, and the rest as it was written', () => {
    const headers = { 'x-api-key': 'planted' };
    const urlOf = (url: string) => callWithout({ url, headers })?.url;
    expect(urlOf('https://example.com/?a=1&api_key=planted&access_token=planted&b=2')).toBe(
      'https://example.com/?a=1&b=2',
    );
    expect(urlOf('https://example.com/?q=a%20b')).toBe('https://example.com/?q=a%20b');
  });

  test('is made with HEAD where the check does so', () => {
    expect(callWithout({ method: 'HEAD', headers: { cookie: 'planted' } })).toMatchObject({ method: 'HEAD' });
  });

  test.each([
    ['no header at all', {}],
    ['no header that is a credential', { headers: { 'x-tenant': 'acme', accept: 'text/plain' } }],
    ['a method that may change something', { method: 'POST', headers: { authorization: 'planted' } }],
  ])('is not made with %s', (_name, options) => {
    expect(callWithout(options)).toBe(null);
  });
});

describe('a refusal', () => {
  const isRefusal = (headers: Record<string, string>) =>
    controls.isRefusal?.({
      status: 401,
      headers,
      body: Buffer.alloc(0),
      bodyProblem: null,
      latencyMs: 1,
      receivedAtMs: 0,
      phases: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, bodyMs: 0 },
    });

  test('as a page is its own only when it says how to sign in', () => {
    expect(isRefusal({ 'content-type': 'text/html' })).toBe(false);
    expect(isRefusal({ 'content-type': 'text/html', 'www-authenticate': 'Basic realm="x"' })).toBe(true);
    expect(isRefusal({ 'content-type': 'application/json' })).toBe(true);
    expect(isRefusal({})).toBe(true);
  });
});
