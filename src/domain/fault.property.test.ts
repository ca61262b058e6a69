import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXPERIMENTS, OUTCOMES, type Outcome } from '../contracts/evidence.ts';
import { REASONS, type Reason, STATUSES } from '../contracts/status.ts';
import { decideFault, type Evidence } from './fault.ts';

const AT_MS = 1_000_000;
const RUNS = 5_000;

/** What is really so, and what can be seen of it. Pages may say anything: they lie, lag, and are read at any time. */
interface World {
  readonly name: string;
  readonly isTheirs: boolean;
  readonly reasons: readonly Reason[];
  readonly seen: Readonly<Partial<Record<Evidence['experiment'], readonly Outcome[]>>>;
  /** What is always found out, because these looks ask for it at once. */
  readonly sure?: readonly Evidence['experiment'][];
  /** Whether the page can be read while it is so. */
  readonly readsPages: boolean;
}

const SILENCE: readonly Reason[] = [
  'timeout',
  'connection_refused',
  'connection_reset',
  'tls_failed',
  'protocol_error',
];

const WORLDS: readonly World[] = [
  {
    name: 'this machine has no network',
    isTheirs: false,
    reasons: ['timeout', 'network_unreachable', 'dns_failed', 'connection_reset'],
    seen: {
      without_credential: ['unreachable'],
      public_call: ['unreachable'],
      second_resolver: ['unreachable'],
      egress: ['unreachable'],
      sibling: ['failing', 'provider_fine', 'same_origin_fine'],
      past: ['worked', 'never_worked'],
    },
    readsPages: false,
  },
  {
    name: 'a sign-in page stands between',
    isTheirs: false,
    reasons: ['unexpected_body', 'unexpected_status', 'redirect_refused', 'http_server_error', ...SILENCE],
    seen: {
      without_credential: ['strange', 'unreachable', 'failed'],
      public_call: ['strange', 'unreachable', 'failed'],
      second_resolver: ['lies'],
      egress: ['intercepted'],
    },
    sure: ['egress'],
    readsPages: false,
  },
  {
    name: 'the resolver of this machine is broken',
    isTheirs: false,
    reasons: ['dns_failed'],
    seen: {
      without_credential: ['unreachable'],
      public_call: ['unreachable'],
      second_resolver: ['resolves', 'unreachable', 'lies'],
      egress: ['reachable', 'unreachable'],
      past: ['worked', 'never_worked'],
    },
    readsPages: false,
  },
  {
    name: 'the address was mistyped',
    isTheirs: false,
    reasons: ['dns_failed'],
    seen: { second_resolver: ['agrees'], egress: ['reachable'], past: ['never_worked'] },
    readsPages: true,
  },
  {
    name: 'the token was revoked',
    isTheirs: false,
    reasons: ['auth_rejected'],
    seen: {
      without_credential: ['refused', 'limited'],
      public_call: ['answered'],
      egress: ['reachable'],
      sibling: ['provider_fine', 'failing'],
    },
    readsPages: true,
  },
  {
    name: 'the token may not do this',
    isTheirs: false,
    reasons: ['permission_denied', 'not_found'],
    seen: { without_credential: ['refused'], egress: ['reachable'] },
    readsPages: true,
  },
  {
    name: 'requests are limited',
    isTheirs: false,
    reasons: ['rate_limited', 'quota_low'],
    seen: { without_credential: ['limited', 'refused'], egress: ['reachable'] },
    readsPages: true,
  },
  {
    name: 'the provider is dead',
    isTheirs: true,
    reasons: [...SILENCE, 'http_server_error'],
    seen: {
      without_credential: ['unreachable', 'failed'],
      egress: ['reachable', 'not_needed'],
      past: ['worked'],
    },
    sure: ['egress'],
    readsPages: true,
  },
];

function lookOf(reason: Reason): Evidence {
  return { experiment: 'look', atMs: AT_MS, outcome: 'saw', saw: reason };
}

function evidenceIn({ seen, sure = [], readsPages }: World): fc.Arbitrary<readonly Evidence[]> {
  const rows = Object.entries(seen).map(([experiment, outcomes]) => {
    const row = fc
      .constantFrom(...outcomes)
      .map((outcome) => ({ experiment, outcome, atMs: AT_MS + 1_000, saw: '' }) as Evidence);
    return sure.includes(experiment as Evidence['experiment']) ? row : fc.option(row, { nil: null });
  });
  const page = fc.record({
    outcome: fc.constantFrom<Outcome>('operational', 'degraded', 'outage', 'maintenance', 'sick'),
    agoMs: fc.integer({ min: readsPages ? -10_000 : 1, max: 900_000 }),
  });
  const feed = fc.option(
    page.map(
      ({ outcome, agoMs }): Evidence => ({ experiment: 'feed', outcome, atMs: AT_MS - agoMs, saw: '' }),
    ),
    { nil: null },
  );
  return fc.tuple(...rows, feed).map((all) => all.filter((row) => row !== null));
}

describe.each(WORLDS)('where $name', (world) => {
  test(`the provider is ${world.isTheirs ? 'found' : 'never blamed'}`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...world.reasons), evidenceIn(world), (reason, evidence) => {
        const { fault } = decideFault({ status: 'unknown', reason }, [lookOf(reason), ...evidence]);
        if (world.isTheirs) expect(fault).toBe('provider');
        else expect(fault).not.toBe('provider');
      }),
      { numRuns: RUNS },
    );
  });
});

const anyEvidence = fc.array(
  fc.record({
    experiment: fc.constantFrom(...EXPERIMENTS),
    outcome: fc.constantFrom(...OUTCOMES),
    atMs: fc.integer({ min: 0, max: 2 * AT_MS }),
    saw: fc.string(),
  }),
  { maxLength: 12 },
);
const anyLook = fc.record({
  status: fc.constantFrom(...STATUSES.filter((status) => status !== 'healthy')),
  reason: fc.constantFrom(...REASONS),
});

test('whatever the evidence, it is decided, no row is lost, and no status becomes healthy', () => {
  fc.assert(
    fc.property(anyLook, anyEvidence, (look, evidence) => {
      const decision = decideFault(look, evidence);
      expect(decision.evidence.map(({ speaksFor: _, ...row }) => row)).toEqual(evidence);
      expect(decision.status).not.toBe('healthy');
      if (decision.fault !== 'provider') expect(['unknown', look.status]).toContain(decision.status);
    }),
    { numRuns: RUNS },
  );
});

test('while nothing on this side works, the provider is not blamed for silence, whatever else is claimed', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SILENCE, 'network_unreachable' as const),
      anyEvidence,
      (reason, evidence) => {
        const nobodyElse = evidence.filter(({ experiment }) => experiment !== 'others');
        const blocked = fc.sample(fc.constantFrom<Outcome>('unreachable', 'intercepted'), 1);
        const egress = blocked.map(
          (outcome): Evidence => ({ experiment: 'egress', outcome, atMs: 3 * AT_MS, saw: '' }),
        );
        const { fault } = decideFault({ status: 'unknown', reason }, [
          lookOf(reason),
          ...nobodyElse,
          ...egress,
        ]);
        expect(fault).not.toBe('provider');
      },
    ),
    { numRuns: RUNS },
  );
});
