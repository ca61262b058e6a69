import { describe, expect, test } from 'vitest';
import { healthyVerdict, koraServer } from '../../test/support/kora-server.ts';
import { heartbeatServicesResponseSchema } from '../contracts/heartbeat.ts';
import { Secret } from '../lib/secret.ts';

const PATH = '/api/heartbeat/services';

describe('the frozen endpoint', () => {
  test('is warming with no service before the first look, and has exactly the contract keys', async () => {
    await using kora = await koraServer();
    const { status, headers, json } = await kora.ask(PATH);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(heartbeatServicesResponseSchema.parse(json())).toMatchObject({
      services: [],
      stub: false,
      cache_warming: true,
    });
  });

  test('gives a strong etag that changes with every change', async () => {
    await using kora = await koraServer();
    const before = await kora.ask(PATH);
    const again = await kora.ask(PATH);
    kora.recorder.record('vercel', healthyVerdict());
    const after = await kora.ask(PATH);
    expect(before.headers.etag).toMatch(/^"[^"]+"$/);
    expect(again.headers.etag).toBe(before.headers.etag);
    expect(after.headers.etag).not.toBe(before.headers.etag);
    expect(after.headers['cache-control']).toBe('no-cache');
  });

  test.each([
    ['the same', (etag: string) => etag, 304],
    ['the same, weak', (etag: string) => `W/${etag}`, 304],
    ['one of a list', (etag: string) => `"other", ${etag} ,"another"`, 304],
    ['any', () => '*', 304],
    ['another', () => '"other"', 200],
    ['not quoted', (etag: string) => etag.slice(1, -1), 200],
    ['empty', () => '', 200],
  ])('asked with an if-none-match that is %s answers as it should', async (_case, header, status) => {
    await using kora = await koraServer();
    const etag = (await kora.ask(PATH)).headers.etag ?? '';
    const answer = await kora.ask(PATH, { headers: { 'if-none-match': header(etag) } });
    expect(answer.status).toBe(status);
    expect(answer.headers.etag).toBe(etag);
    if (status === 304) expect(answer.body).toHaveLength(0);
  });

  test('answers HEAD with the same headers and no body', async () => {
    await using kora = await koraServer();
    const { date: _got, ...got } = (await kora.ask(PATH)).headers;
    const head = await kora.ask(PATH, { method: 'HEAD' });
    const { date: _headed, ...headed } = head.headers;
    expect(headed).toEqual(got);
    expect(head.body).toHaveLength(0);
  });

  test('takes no notice of a query', async () => {
    await using kora = await koraServer();
    const etag = (await kora.ask(PATH)).headers.etag ?? '';
    expect((await kora.ask(`${PATH}?t=1`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('sends every byte of a text that is not ASCII', async () => {
    await using kora = await koraServer();
    kora.recorder.record('vercel', healthyVerdict({ details: { owner: 'Zoë 東京 🚀' } }));
    const { headers, body, json } = await kora.ask(PATH);
    expect(headers['content-length']).toBe(String(body.length));
    expect(json()).toMatchObject({ services: [{ details: { owner: 'Zoë 東京 🚀' } }] });
  });

  test('judges each request anew, whatever the one before it was', async () => {
    await using open = await koraServer();
    const statuses = [];
    for (const headers of [{}, { origin: 'https://attacker.example' }, {}, { host: 'attacker.example' }, {}])
      statuses.push((await open.ask(PATH, { headers })).status);
    expect(statuses).toEqual([200, 403, 200, 403, 200]);

    await using guarded = await koraServer({ config: { apiToken: new Secret('token-123456') } });
    const withToken = [];
    for (const token of ['token-123456', 'token-123457', 'token-123456', 'token-12345'])
      withToken.push((await guarded.ask(PATH, { headers: { authorization: `Bearer ${token}` } })).status);
    expect(withToken).toEqual([200, 401, 200, 401]);
  });

  test('refuses other methods, naming those it takes', async () => {
    await using kora = await koraServer();
    const { status, headers } = await kora.ask(PATH, { method: 'DELETE' });
    expect(status).toBe(405);
    expect(headers.allow?.split(', ').sort()).toEqual(['GET', 'HEAD']);
  });

  test('lets no page of another origin take it in', async () => {
    await using kora = await koraServer();
    const { headers } = await kora.ask(PATH);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
