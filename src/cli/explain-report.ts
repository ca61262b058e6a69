import type { Evidence } from '../contracts/evidence.ts';
import type { Actor, Explanation } from '../contracts/explanation.ts';
import { plainLine } from '../lib/plain-text.ts';
import { statusWord } from './status-words.ts';
import { type Row, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

const ACTOR_WORDS = {
  you: 'you',
  provider: 'the provider',
  kora: 'nobody but Kora; this is a defect of it',
  nobody: 'nobody',
  unclear: 'not clear yet',
} satisfies Record<Actor, string>;

const EXPERIMENT_WORDS = {
  look: 'our look',
  without_credential: 'the same call without the credential',
  public_call: 'a call that anybody may make',
  second_resolver: 'another resolver',
  egress: 'the way out of this machine',
  sibling: 'another monitor',
  past: 'before',
  feed: 'the status page',
  others: 'others elsewhere',
} satisfies Record<Evidence['experiment'], string>;

/** Each monitor in plain words: the sentence, who has to act, what to do, and what decided it. */
export function explainReport(explained: readonly Explanation[], terminal: Terminal): string {
  return explained.map((one) => explainOne(one, terminal)).join('\n');
}

function explainOne(explanation: Explanation, terminal: Terminal): string {
  const { paintOut: paint, columns } = terminal;
  const said = (text: string) => plainLine(terminal.clean(text));
  const { monitor, status, sentence, actor, to_do, why, fault, rule, official, evidence } = explanation;
  const rows: Row[] = [
    ['who has to act', ACTOR_WORDS[actor]],
    ...(to_do === null ? [] : [['what to do', said(to_do)]]),
    ['what was seen', said(why)],
    ...(fault === null ? [] : [['fault', rule === null ? fault : `${fault}, because ${said(rule)}`]]),
    ...(official === null ? [] : [['status page', `${said(official.words)} ${official.page_url}`]]),
  ];
  const head = `${statusWord(status ?? 'unknown', paint)} ${paint('bold', monitor)}  ${said(sentence)}\n`;
  const body = renderTable(
    rows.map(([name = '', text = '']) => [`  ${paint('dim', name)}`, text]),
    { columns },
  );
  return `${head}${body}${evidenceTable(evidence, terminal)}`;
}

function evidenceTable(evidence: readonly Evidence[], { paintOut: paint, columns, clean }: Terminal): string {
  if (evidence.length === 0) return '';
  const header = ['  TRIED', 'SPEAKS FOR', 'WHAT CAME BACK'].map((title) => paint('dim', title));
  const rows = evidence.map(
    ({ experiment, saw, speaks_for }): Row => [
      `  ${EXPERIMENT_WORDS[experiment]}`,
      speaks_for ?? '–',
      plainLine(clean(saw)),
    ],
  );
  return `\n${renderTable([header, ...rows], { columns })}`;
}
