import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineProbe } from '../../probes/define-probe.ts';
import { addressOption, secretOption } from '../../probes/options.ts';
import { checkDaemon, checkProvider } from './checklist.ts';

const example = defineProbe({
  type: 'example',
  kind: 'provider',
  title: 'Example',
  schema: z.strictObject({
    token: secretOption(),
    org: z.string(),
    base: addressOption().default('https://api.example.com'),
  }),
  variables: {
    token: {
      ...described('EXAMPLE_TOKEN', true),
      secret: true,
      mintUrl: 'https://example.com/mint',
      leastScope: 'read',
    },
    org: described('EXAMPLE_ORG', true),
    base: described('EXAMPLE_BASE', false),
  },
  detailKeys: [],
  credential: ({ token }) => token,
  recognise({ token }) {
    const value = token.reveal();
    if (value.startsWith('wrong_'))
      return { kind: 'ingest key', problem: 'it cannot read; make a read token' };
    return value.startsWith('old_') ? { kind: 'old token', advice: 'make a new one' } : null;
  },
  look: async () => ({}),
  judge: () => ({ status: 'healthy', why: 'It answers.' }),
});

function described(env: string, required: boolean) {
  return { env, required, secret: false, purpose: `What ${env} is for.`, withoutIt: `Without ${env}.` };
}

const GOOD = { EXAMPLE_TOKEN: 'good-token-value', EXAMPLE_ORG: 'acme' };

const states = [
  { what: 'nothing', env: {}, state: 'not_set_up', marks: ['MISS', 'MISS', 'MISS'] },
  {
    what: 'white space only',
    env: { EXAMPLE_TOKEN: ' \t', EXAMPLE_ORG: '' },
    state: 'not_set_up',
    marks: ['MISS', 'MISS', 'MISS'],
  },
  { what: 'one of two', env: { EXAMPLE_ORG: 'acme' }, state: 'half_set_up', marks: ['MISS', 'OK', 'MISS'] },
  { what: 'all that is required', env: GOOD, state: 'ready', marks: ['OK', 'OK', 'MISS'] },
  {
    what: 'a malformed address',
    env: { ...GOOD, EXAMPLE_BASE: 'ftp://x' },
    state: 'malformed',
    marks: ['OK', 'OK', 'BAD'],
  },
  {
    what: 'a token with a line break',
    env: { ...GOOD, EXAMPLE_TOKEN: 'good-token\nvalue' },
    state: 'malformed',
    marks: ['BAD', 'OK', 'MISS'],
  },
  {
    what: 'a token too short',
    env: { ...GOOD, EXAMPLE_TOKEN: 'abcde' },
    state: 'malformed',
    marks: ['BAD', 'OK', 'MISS'],
  },
  {
    what: 'a token of a kind that cannot serve',
    env: { ...GOOD, EXAMPLE_TOKEN: 'wrong_123456' },
    state: 'malformed',
    marks: ['BAD', 'OK', 'MISS'],
  },
];

test.each(states)('$what set is $state', ({ env, state, marks }) => {
  const service = checkProvider(example, env);
  expect(service.state).toBe(state);
  expect(service.items.map(({ mark }) => mark)).toEqual(marks);
});

test('a kind that serves, but badly, is told with its advice', () => {
  const { kind, advice, state } = checkProvider(example, { ...GOOD, EXAMPLE_TOKEN: 'old_12345678' });
  expect({ kind, advice, state }).toEqual({ kind: 'old token', advice: 'make a new one', state: 'ready' });
});

test('nothing on the list tells a value, not even of a malformed variable', () => {
  const env = {
    EXAMPLE_TOKEN: 'wrong_planted-credential',
    EXAMPLE_ORG: 'planted-org',
    EXAMPLE_BASE: 'planted-address',
    KORA_WEB_PORT: 'planted-port',
    KORA_LOG_LEVEL: 'planted-level',
    KORA_HEARTBEAT_PROBE_INTERVAL_SEC: 'planted-interval',
  };
  const text = JSON.stringify([checkProvider(example, env), checkDaemon(env)]);
  expect(text).not.toContain('planted');
});

test('a bad variable of the daemon says what is used in its place', () => {
  const port = checkDaemon({ KORA_WEB_PORT: 'eighty' }).find((item) => item.variable === 'KORA_WEB_PORT');
  expect(port).toMatchObject({ mark: 'BAD', problem: 'it is not a port; using 9119' });
});
