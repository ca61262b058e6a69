import {
  type CredentialFacts,
  daysLeft,
  type ExpiryWarning,
  expiryWarning,
} from '../../domain/credential-health.ts';
import { plainLine } from '../../lib/plain-text.ts';
import { type EpochMs, isoTime } from '../../lib/time.ts';
import { describeFacts, inDays } from '../../operations/describe-credential.ts';
import type { CredentialProof } from '../../operations/prove-credential.ts';
import { hang } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import type { ChecklistItem, Mark, ServiceChecklist, ServiceState } from './checklist.ts';
import { countFindings, type Examination } from './examine.ts';

const LOOK_BY_MARK = { OK: 'green', MISS: 'dim', BAD: 'red' } as const satisfies Record<Mark, string>;
const STATE_WORDS = {
  ready: 'ready',
  half_set_up: 'half set up',
  not_set_up: 'not set up',
  malformed: 'has a value that cannot serve',
  switched_off: 'switched off by the configuration file',
} satisfies Record<ServiceState, string>;

const INDENT = 8;
const LABEL_CHARS = 13;

/** The checklist for people. */
export function doctorText(examination: Examination, terminal: Terminal, nowMs: EpochMs): string {
  const { services, daemon, mcp, problems, proofs } = examination;
  const { paintOut: paint } = terminal;
  const sections = services.map((service) => serviceText(service, examination, { terminal, nowMs }));
  sections.push(itemsText('Daemon', daemon, terminal));
  if (mcp.length > 0) sections.push(itemsText('MCP servers', mcp, terminal));
  if (problems.length > 0) {
    const lines = problems.map((line) => `  ${paint('red', 'BAD ')}  ${plainLine(terminal.clean(line))}`);
    sections.push([paint('bold', 'Configuration'), ...lines].join('\n'));
  }
  const unasked = proofs === null ? ' To prove each credential with one call: kora doctor --live' : '';
  return `${sections.join('\n\n')}\n\n${summary(examination)}${unasked}\n`;
}

interface ReportParts {
  readonly terminal: Terminal;
  readonly nowMs: EpochMs;
}

function serviceText(service: ServiceChecklist, { proofs }: Examination, parts: ReportParts): string {
  const { terminal } = parts;
  const { name, title, state, items, credentialOption } = service;
  const head = `${terminal.paintOut('bold', title)}: ${STATE_WORDS[state]}`;
  const own = (proofs ?? []).filter((proof) => proof.name === name);
  // Whatever is known of a credential stands below its own variable.
  const notesOf = (option: string) => [
    ...(option === credentialOption ? factLines(service.byLook, parts) : []),
    ...own
      .filter((proof) => proof.option === option)
      .flatMap((proof) => proofLines(proof, option === credentialOption ? service.byLook : {}, parts)),
  ];
  const listed = new Set(items.map(({ option }) => option));
  const elsewhere = own.filter(({ option }) => !listed.has(option));
  return [
    head,
    ...items.flatMap((item) => [
      itemText(item, terminal),
      ...(item.option === null ? [] : notesOf(item.option)),
    ]),
    ...(credentialOption !== null && listed.has(credentialOption) ? [] : factLines(service.byLook, parts)),
    ...elsewhere.flatMap((proof) => [
      line(terminal, 'credential', proof.option),
      ...proofLines(proof, service.byLook, parts),
    ]),
  ].join('\n');
}

// What its look alone tells; that nothing tells of its end is said only once the provider was asked.
function factLines(facts: CredentialFacts, parts: ReportParts): string[] {
  const { terminal } = parts;
  const { kind, owner, scope, expiresAtMs, excess, advice } = facts;
  return [
    ...labelled(terminal, { kind, owner, scope }),
    ...(expiresAtMs === undefined ? [] : [expiryLine(expiresAtMs, parts)]),
    ...adviceLines(excess, advice, terminal),
  ];
}

function adviceLines(excess: string | undefined, advice: string | undefined, terminal: Terminal): string[] {
  const { paintOut: paint } = terminal;
  return labelled(terminal, {
    'too much': excess === undefined ? undefined : paint('yellow', plainLine(excess)),
    advice,
  });
}

function labelled(terminal: Terminal, texts: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(texts).flatMap(([label, text]) =>
    text === undefined ? [] : [line(terminal, label, text)],
  );
}

function itemsText(title: string, items: readonly ChecklistItem[], terminal: Terminal): string {
  return [terminal.paintOut('bold', title), ...items.map((item) => itemText(item, terminal))].join('\n');
}

function itemText(item: ChecklistItem, terminal: Terminal): string {
  const { paintOut: paint, columns } = terminal;
  const { mark, variable, required, purpose, mintUrl, leastScope, withoutIt, problem } = item;
  const optional = required ? '' : paint('dim', ' (optional)');
  return [
    `  ${paint(LOOK_BY_MARK[mark], mark.padEnd(4))}  ${variable}${optional}`,
    ...(problem === null ? [] : [line(terminal, 'problem', terminal.clean(problem))]),
    `${' '.repeat(INDENT)}${hang(purpose, INDENT, columns)}`,
    ...(mintUrl === null ? [] : [line(terminal, 'mint', mintUrl)]),
    ...(leastScope === null ? [] : [line(terminal, 'least scope', leastScope)]),
    line(terminal, 'without it', withoutIt),
  ].join('\n');
}

function line({ paintOut: paint, columns }: Terminal, label: string, text: string): string {
  const indent = INDENT + LABEL_CHARS;
  return `${' '.repeat(INDENT)}${paint('dim', label.padEnd(LABEL_CHARS))}${hang(plainLine(text), indent, columns)}`;
}

// Of what is told above by its look, only what the provider says otherwise is told again.
function proofLines(proof: CredentialProof, byLook: CredentialFacts, parts: ReportParts): string[] {
  const { terminal } = parts;
  const { paintOut: paint } = terminal;
  if (!proof.proven) {
    return [
      line(terminal, 'live', paint('red', `not proven (${proof.reason}): ${plainLine(proof.why ?? '')}`)),
      ...(proof.hint === null ? [] : [line(terminal, '', `→ ${proof.hint}`)]),
    ];
  }
  const { report } = proof;
  const news = <Key extends keyof CredentialFacts>(key: Key) =>
    report[key] === byLook[key] ? undefined : report[key];
  const isEndTold = byLook.expiresAtMs !== undefined && report.expiresAtMs === byLook.expiresAtMs;
  return [
    line(terminal, 'live', paint('green', 'proven')),
    ...labelled(terminal, { 'live kind': news('kind'), owner: news('owner'), 'live scope': news('scope') }),
    ...(isEndTold ? [] : [expiryLine(report.expiresAtMs, parts)]),
    ...adviceLines(news('excess'), news('advice'), terminal),
  ];
}

const LOOK_BY_WARNING = {
  none: null,
  '30_days': 'yellow',
  '14_days': 'yellow',
  '7_days': 'red',
  '1_day': 'red',
  expired: 'red',
} as const satisfies Record<ExpiryWarning, string | null>;

function expiryLine(expiresAtMs: EpochMs | null | undefined, { terminal, nowMs }: ReportParts): string {
  const look = LOOK_BY_WARNING[expiryWarning(expiresAtMs, nowMs)];
  const text = expiryText(expiresAtMs, nowMs);
  return line(terminal, 'expires', look === null ? text : terminal.paintOut(look, text));
}

function expiryText(expiresAtMs: EpochMs | null | undefined, nowMs: EpochMs): string {
  if (expiresAtMs === undefined) return 'the provider does not tell';
  if (expiresAtMs === null) return 'never';
  return `${isoTime(expiresAtMs).slice(0, 10)}, ${inDays(daysLeft(expiresAtMs, nowMs))}`;
}

function summary(examination: Examination): string {
  const { malformed, halfSetUp, unproven, overPrivileged } = countFindings(examination);
  const wanted = examination.services.filter(({ state }) => state !== 'switched_off');
  const ready = wanted.filter(({ state }) => state === 'ready').length;
  const said = [
    `${ready} of ${wanted.length} services ready`,
    ...(halfSetUp === 0 ? [] : [`${halfSetUp} half set up`]),
    ...(malformed === 0 ? [] : [`${malformed} to mend`]),
    ...(unproven === 0 ? [] : [`${unproven} not proven`]),
    ...(overPrivileged === 0 ? [] : [`${overPrivileged} with more rights than looking needs`]),
  ];
  return `${said.join(', ')}.`;
}

/** What `kora doctor --json` prints. */
export function doctorJson(examination: Examination, nowMs: EpochMs): Record<string, unknown> {
  const { services, daemon, mcp, problems } = examination;
  const { malformed, halfSetUp, unproven, overPrivileged } = countFindings(examination);
  return {
    services: services.map((service) => jsonService(service, examination, nowMs)),
    daemon: daemon.map(jsonItem),
    mcp: mcp.map(jsonItem),
    problems,
    counts: { malformed, half_set_up: halfSetUp, unproven, over_privileged: overPrivileged },
  };
}

function jsonService(
  service: ServiceChecklist,
  { proofs }: Examination,
  nowMs: EpochMs,
): Record<string, unknown> {
  const { name, title, state, byLook, items } = service;
  const own = (proofs ?? []).filter((proof) => proof.name === name);
  const [first] = own;
  return {
    name,
    title,
    state,
    ...describeFacts(byLook, nowMs),
    variables: items.map(jsonItem),
    // The credential of the look; below it, all of them.
    ...(first === undefined ? {} : { live: jsonProof(first, nowMs) }),
    ...(first === undefined
      ? {}
      : { credentials: own.map((it) => ({ option: it.option, ...jsonProof(it, nowMs) })) }),
  };
}

function jsonItem(item: ChecklistItem): Record<string, unknown> {
  const { option: _option, mintUrl, leastScope, withoutIt, ...rest } = item;
  return { ...rest, mint_url: mintUrl, least_scope: leastScope, without_it: withoutIt };
}

function jsonProof(
  { proven, report, reason, why, hint }: CredentialProof,
  nowMs: EpochMs,
): Record<string, unknown> {
  return { proven, reason, why, hint, ...describeFacts(report, nowMs) };
}
