import type { Experiment, Outcome } from '../../src/contracts/evidence.ts';
import { FAULT_CASES, type FaultCase } from '../../src/domain/fault-cases.ts';
import { FAULT_RULES } from '../../src/domain/fault-rules.ts';
import type { GeneratedFile } from './generated-file.ts';

const EXPERIMENT_WORDS: Readonly<Record<Exclude<Experiment, 'look'>, string>> = {
  without_credential: 'without the credential',
  public_call: 'a public call',
  second_resolver: 'another resolver',
  egress: 'sentinels',
  sibling: 'another monitor',
  past: 'before',
  feed: 'the status page',
  others: 'others elsewhere',
};

const OUTCOME_WORDS: Partial<Record<Outcome, string>> = {
  same_origin_fine: 'fine at the same origin',
  provider_fine: 'fine at the same provider',
  never_worked: 'never worked',
  agrees: 'does not know the name either',
  resolves: 'knows the name',
  not_needed: 'not needed (it stands on this machine)',
};

/** docs/reference/truth-table.md, from the cases that the tests of the decision go through. */
export function generateTruthTable(): GeneratedFile {
  const names = [...FAULT_RULES.map(({ name }) => name), ...unruled()];
  return {
    path: 'docs/reference/truth-table.md',
    text: [
      '# Whose fault it is: the truth table',
      '',
      'The first rule whose reasons and evidence fit decides. Every row below is a test of `src/domain/fault.test.ts`; a rule',
      'without a row fails the tests. What is not mentioned in a row was not tried, or told nothing.',
      '',
      ...names.flatMap((name, index) => section(name, index + 1)),
    ].join('\n'),
  };
}

function unruled(): readonly string[] {
  const ruled = new Set(FAULT_RULES.map(({ name }) => name));
  return [...new Set(FAULT_CASES.map(({ rule }) => rule))].filter((rule) => !ruled.has(rule));
}

function section(name: string, place: number): readonly string[] {
  const cases = FAULT_CASES.filter(({ rule }) => rule === name);
  return [
    `## ${place}. ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    '',
    '| our look | evidence | whose fault |',
    '| --- | --- | --- |',
    ...cases.map((each) => `| \`${each.reason}\` | ${evidenceWords(each.found)} | **${each.fault}** |`),
    '',
  ];
}

function evidenceWords(found: FaultCase['found']): string {
  const words = Object.entries(found).map(
    ([experiment, outcome]) =>
      `${EXPERIMENT_WORDS[experiment as keyof typeof EXPERIMENT_WORDS]}: ${OUTCOME_WORDS[outcome] ?? outcome}`,
  );
  return words.length === 0 ? '–' : words.join('; ');
}
