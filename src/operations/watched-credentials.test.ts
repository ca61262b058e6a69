import { expect, test } from 'vitest';
import { noSignal } from '../../test/support/bound-probe.ts';
import { healthyVerdict } from '../../test/support/kora-server.ts';
import { type Script, scriptedServer } from '../../test/support/scripted-server.ts';
import { loadConfig } from '../config/load-config.ts';
import { createGates } from '../lib/gate.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { createRedactor } from '../lib/redact.ts';
import { systemClock } from '../lib/time.ts';
import { configuredCredentials } from './configured-credentials.ts';
import { watchedCredentials } from './watched-credentials.ts';

const TOKEN = 'planted-sentry-token';

async function watched(env: (url: string) => Record<string, string>, script: Script) {
  const server = await scriptedServer(script);
  const config = await loadConfig({ env: env(server.url), cwd: '/', file: false });
  const client = createHttpClient(systemClock);
  const gateOf = createGates();
  const redact = createRedactor(config.secrets.map((secret) => secret.reveal()));
  return {
    server,
    gateOf,
    credentials: watchedCredentials(configuredCredentials(config.monitors), {
      client,
      clock: systemClock,
      redact,
      gateOf,
    }),
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

const sentry = (url: string) => ({
  KORA_SENTRY_API_TOKEN: TOKEN,
  KORA_SENTRY_ORG: 'acme',
  KORA_SENTRY_API_BASE: url,
});

test('asking about a credential waits for the look that is made with it, and lets the next one in between', async () => {
  const order: string[] = [];
  await using it = await watched(sentry, ({ path }) => {
    order.push(path);
    return { body: path === '/api/0/' ? { auth: null, user: { name: 'Ann' } } : [] };
  });
  const gate = it.gateOf(TOKEN);
  const leave = await gate.enter('fast', noSignal());
  const asking = it.credentials[0]?.introspect(noSignal());
  const next = gate.enter('fast', noSignal()).then((leaveNext) => {
    order.push('a look');
    leaveNext();
  });
  order.push('the look is over');
  leave();
  await next;
  expect(await asking).toEqual({
    monitor: 'sentry',
    reason: 'ok',
    facts: { kind: 'token', scope: 'reads the issues of acme', owner: 'Ann' },
  });
  expect(order).toEqual(['the look is over', 'a look', '/api/0/organizations/acme/issues/', '/api/0/']);
});

test('a refusal tells why, and nothing of the credential', async () => {
  await using it = await watched(sentry, () => ({ status: 401, body: { detail: 'Invalid token' } }));
  expect(await it.credentials[0]?.introspect(noSignal())).toEqual({
    monitor: 'sentry',
    reason: 'auth_rejected',
    facts: null,
  });
});

test('the end of the daemon ends the asking', async () => {
  const asked = Promise.withResolvers<void>();
  await using it = await watched(sentry, () => void asked.resolve());
  const stopping = new AbortController();
  const asking = it.credentials[0]?.introspect(stopping.signal);
  await asked.promise;
  stopping.abort(new Error('shutting down'));
  await expect(asking).rejects.toThrow('shutting down');
});

test('a credential of a slow fact is doubted while what it brings is unknown', async () => {
  const env = (url: string) => ({
    KORA_SUPABASE_URL: url,
    KORA_SUPABASE_ANON_KEY: 'sb_publishable_planted0001',
    KORA_SUPABASE_MANAGEMENT_TOKEN: 'sbp_planted00000001',
  });
  await using it = await watched(env, () => ({ body: {} }));
  const [key, token] = it.credentials;
  expect([key?.looks, key?.doubt]).toEqual([['supabase'], undefined]);
  expect([token?.looks, token?.doubt?.monitors, token?.byLook]).toEqual([
    [],
    ['supabase'],
    { kind: 'management token' },
  ]);
  const isRaised = (pct: unknown) =>
    token?.doubt?.isRaisedBy(healthyVerdict({ details: { connections_pct: pct } }));
  expect([isRaised('unknown'), isRaised(4)]).toEqual([true, false]);
});
