import { describe, expect, test } from 'vitest';
import { REASONS } from '../contracts/status.ts';
import { type BadLook, decideFault, type Evidence, NO_RULE } from './fault.ts';
import { FAULT_CASES, type FaultCase } from './fault-cases.ts';
import { FAULT_RULES } from './fault-rules.ts';

const AT_MS = 1_000_000;

function evidenceOf(found: FaultCase['found']): Evidence[] {
  return [
    { experiment: 'look', atMs: AT_MS, outcome: 'saw', saw: 'it' },
    ...Object.entries(found).map(
      // Read a minute before the look, unless a test says otherwise.
      ([experiment, outcome]) => ({ experiment, atMs: AT_MS - 60_000, outcome, saw: outcome }) as Evidence,
    ),
  ];
}

function describeFound(found: FaultCase['found']): string {
  const told = Object.entries(found).map(([experiment, outcome]) => `${experiment} ${outcome}`);
  return told.length === 0 ? 'no evidence' : told.join(', ');
}

describe.each([...FAULT_RULES.map(({ name }) => name), NO_RULE])('%s', (rule) => {
  test.each(
    FAULT_CASES.filter((each) => each.rule === rule).map((each) => ({
      ...each,
      told: describeFound(each.found),
    })),
  )('$reason with $told is $fault', ({ reason, found, fault }) => {
    const decision = decideFault({ status: 'unhealthy', reason }, evidenceOf(found));
    expect(decision).toMatchObject({ fault, rule });
  });
});

test('every rule has a name of its own and a case', () => {
  const names = FAULT_RULES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  const tried = new Set(FAULT_CASES.map(({ rule }) => rule));
  expect([...names, NO_RULE].filter((name) => !tried.has(name))).toEqual([]);
});

test.each(REASONS)('a look of %s is decided, whatever is missing', (reason) => {
  expect(decideFault({ status: 'unhealthy', reason }, []).fault).toEqual(expect.any(String));
});

describe('what a look means, knowing whose fault it is', () => {
  const decide = (look: BadLook, found: FaultCase['found']) => decideFault(look, evidenceOf(found)).status;

  test('silence of the provider is an outage', () => {
    expect(decide({ status: 'unknown', reason: 'timeout' }, { egress: 'reachable' })).toBe('unhealthy');
  });

  test('silence of nobody in particular stays unknown', () => {
    expect(decide({ status: 'unknown', reason: 'timeout' }, {})).toBe('unknown');
  });

  test('what our side did to an answer says nothing about the provider', () => {
    expect(decide({ status: 'unhealthy', reason: 'unexpected_body' }, { egress: 'intercepted' })).toBe(
      'unknown',
    );
  });

  test('a rejected credential is unhealthy, as it was', () => {
    expect(decide({ status: 'unhealthy', reason: 'auth_rejected' }, {})).toBe('unhealthy');
  });

  test('what is not set up stays unknown', () => {
    expect(decide({ status: 'unknown', reason: 'auth_missing' }, {})).toBe('unknown');
  });
});

describe('a status page', () => {
  const silent: Evidence = { experiment: 'look', atMs: AT_MS, outcome: 'saw', saw: 'nothing' };
  const page = (atMs: number): Evidence => ({
    experiment: 'feed',
    atMs,
    outcome: 'outage',
    saw: 'an outage',
  });

  test('that was read before the look does not show that this machine has a network', () => {
    expect(decideFault({ status: 'unknown', reason: 'timeout' }, [silent, page(AT_MS - 1)]).fault).toBe(
      'undetermined',
    );
  });

  test('that was read after it does', () => {
    expect(decideFault({ status: 'unknown', reason: 'timeout' }, [silent, page(AT_MS + 1)]).fault).toBe(
      'provider',
    );
  });
});

test('of two runs of one experiment the newer counts', () => {
  const egress = (atMs: number, outcome: Evidence['outcome']): Evidence => ({
    experiment: 'egress',
    atMs,
    outcome,
    saw: '',
  });
  const evidence = [egress(2, 'reachable'), egress(1, 'unreachable')];
  expect(decideFault({ status: 'unknown', reason: 'timeout' }, evidence).fault).toBe('provider');
});
