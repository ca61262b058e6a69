import { describe, expect, test } from 'vitest';
import { FAULTS, type Fault, type Reason } from '../contracts/status.ts';
import type { WeighedEvidence } from './fault.ts';
import { jointVerdict, type KnownOfMonitor } from './joint-verdict.ts';

type Found = Partial<Record<WeighedEvidence['experiment'], WeighedEvidence['outcome']>>;

function known(
  reason: Reason,
  fault: Fault,
  found: Found = {},
  official: KnownOfMonitor['official'] = null,
): KnownOfMonitor {
  const evidence = Object.entries(found).map(
    ([experiment, outcome]) =>
      ({ experiment, outcome, atMs: 0, saw: '', speaksFor: null }) as WeighedEvidence,
  );
  return {
    title: 'Supabase',
    verdict: {
      status: 'unhealthy',
      reason,
      why: 'It was seen so.',
      attribution: { fault, rule: 'a rule', evidence, rawStatus: 'unhealthy' },
    },
    official,
  };
}

const page = (state: 'operational' | 'outage' | 'sick' | 'maintenance') => ({
  state,
  words: 'Their status page says so.',
});

test.each<[KnownOfMonitor, string]>([
  [
    known('http_server_error', 'provider', { without_credential: 'failed' }, page('outage')),
    'Supabase is refusing everybody. Their status page agrees.',
  ],
  [
    known('http_server_error', 'provider', { without_credential: 'refused' }, page('operational')),
    'Supabase is failing on its own side. Their status page does not say so.',
  ],
  [
    known('timeout', 'provider', { egress: 'reachable' }, page('sick')),
    'Supabase does not answer. This machine reaches others. Their status page cannot be read.',
  ],
  [known('connection_refused', 'provider', { egress: 'not_needed' }), 'Supabase does not answer.'],
  [
    known('auth_rejected', 'credential', { without_credential: 'refused' }),
    'Your Supabase token was rejected. Supabase itself is fine.',
  ],
  [known('auth_rejected', 'credential'), 'Your Supabase token was rejected.'],
  [
    known('permission_denied', 'permission', {}, page('operational')),
    'Your Supabase token may not do this. Supabase itself is fine.',
  ],
  [known('rate_limited', 'quota'), 'Supabase is limiting you. Kora looks less often until it lets go.'],
  [
    known('auth_missing', 'configuration', {}, page('outage')),
    'Supabase is not set up yet. Their status page says so.',
  ],
  [known('dns_failed', 'configuration'), 'The address that is configured for Supabase does not exist.'],
  [
    known('timeout', 'network', { egress: 'unreachable' }),
    'This machine has lost its network. Nothing here says anything about Supabase.',
  ],
  [
    known('unexpected_body', 'network', { egress: 'intercepted' }),
    'Something on this network answers in the place of others. Nothing here says anything about Supabase.',
  ],
])('%# is said in one sentence', (given, sentence) => {
  expect(jointVerdict(given).sentence).toBe(sentence);
});

describe('who has to act', () => {
  test.each(FAULTS)('when it is the fault of %s', (fault) => {
    const { actor } = jointVerdict(known('timeout', fault));
    const expected = {
      provider: 'provider',
      quota: 'nobody',
      internal: 'kora',
      undetermined: 'unclear',
    } as Partial<Record<Fault, string>>;
    expect(actor).toBe(expected[fault] ?? 'you');
  });

  test('a fact about what the team runs there is theirs', () => {
    expect(jointVerdict(known('threshold_crossed', 'undetermined')).actor).toBe('you');
  });
});

test('a healthy one stays healthy whatever the page says, which is told', () => {
  const verdict = { status: 'healthy', reason: 'ok', why: 'Fine.', attribution: null } as const;
  expect(jointVerdict({ title: 'Fly', verdict, official: null })).toEqual({
    sentence: 'Fly is healthy.',
    actor: 'nobody',
  });
  expect(jointVerdict({ title: 'Fly', verdict, official: page('outage') }).sentence).toBe(
    'Fly is healthy for you, though their status page says so.',
  );
});

test('before the first look there is the page alone', () => {
  expect(jointVerdict({ title: 'Fly', verdict: null, official: page('operational') }).sentence).toBe(
    'Fly was not looked at yet. Their status page says so.',
  );
});
