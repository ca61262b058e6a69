import type { Outcome } from '../contracts/evidence.ts';
import type { Fault, Reason } from '../contracts/status.ts';
import type { Findings } from './fault.ts';

/** One row of the truth table. */
export interface FaultRule {
  /** A sentence's worth of words; it is shown to people, and names the row's test. */
  readonly name: string;
  readonly reasons: readonly Reason[];
  readonly when: (findings: Findings, reason: Reason) => boolean;
  readonly fault: Fault;
}

const SILENT: readonly Reason[] = [
  'timeout',
  'connection_refused',
  'connection_reset',
  'network_unreachable',
  'tls_failed',
  'protocol_error',
];
const STRANGE: readonly Reason[] = ['unexpected_body', 'unexpected_status', 'body_too_large'];
const REFUSED_CREDENTIAL: readonly Reason[] = ['auth_rejected', 'permission_denied'];
const LIMITED: readonly Reason[] = ['rate_limited', 'quota_low'];
const MISDIRECTED: readonly Reason[] = ['not_found', 'http_client_error', 'redirect_refused'];
const ANSWERED: readonly Reason[] = [
  'http_server_error',
  ...STRANGE,
  ...REFUSED_CREDENTIAL,
  ...LIMITED,
  ...MISDIRECTED,
];

const always = () => true;

function isOneOf(outcome: Outcome | undefined, wanted: readonly Outcome[]): boolean {
  return outcome !== undefined && wanted.includes(outcome);
}

/** It answers a call in a way that only itself would: by asking for a credential, as documented, or by limiting. */
function isAlive({ without_credential, public_call }: Findings): boolean {
  return isOneOf(without_credential, ['refused', 'limited']) || isOneOf(public_call, ['answered', 'limited']);
}

/** Something at its address answers, whatever that is. */
function isReached(findings: Findings): boolean {
  const { without_credential, public_call } = findings;
  const answers: readonly Outcome[] = ['answered', 'failed', 'strange'];
  return isAlive(findings) || isOneOf(without_credential, answers) || isOneOf(public_call, answers);
}

function fails({ without_credential, public_call }: Findings): boolean {
  return without_credential === 'failed' || public_call === 'failed';
}

function isUnreached({ without_credential, public_call }: Findings): boolean {
  return without_credential === 'unreachable' || public_call === 'unreachable';
}

/** The status page admits trouble with what is looked at. */
function isAdmitted({ feed }: Findings): boolean {
  return feed === 'outage' || feed === 'degraded';
}

/** What speaks against the provider's word about the credential: it does not do well itself. */
function isUnwell(findings: Findings): boolean {
  return (
    fails(findings) ||
    isUnreached(findings) ||
    findings.without_credential === 'strange' ||
    isAdmitted(findings)
  );
}

/** Nothing on this side keeps it from being reached. */
function getsOut({ egress, others }: Findings): boolean {
  return egress === 'reachable' || egress === 'not_needed' || others === 'reachable';
}

/** No sentinel answers, and nobody else does. */
function isCutOff({ egress, others }: Findings): boolean {
  return egress === 'unreachable' && others !== 'reachable';
}

const hasFineSibling = ({ sibling }: Findings) => isOneOf(sibling, ['same_origin_fine', 'provider_fine']);

/** What is so whatever the provider says. */
const OURSELVES: readonly FaultRule[] = [
  { name: 'Kora itself failed while looking', reasons: ['internal_error'], when: always, fault: 'internal' },
  { name: 'it is not set up', reasons: ['auth_missing'], when: always, fault: 'configuration' },
  {
    name: 'no sentinel answers, yet others were fine moments ago',
    reasons: [...SILENT, 'dns_failed'],
    when: (it) => it.egress === 'unreachable' && it.others === 'worked' && it.second_resolver !== 'resolves',
    fault: 'undetermined',
  },
  {
    name: 'this machine reaches nobody',
    reasons: [...SILENT, 'dns_failed'],
    // That a resolver does not know the name proves no way out: where there is none, something near answers for it.
    when: (it) => isCutOff(it) && !isReached(it) && it.second_resolver !== 'resolves',
    fault: 'network',
  },
  {
    name: 'no sentinel answers, yet something at its address does',
    reasons: SILENT,
    when: isCutOff,
    fault: 'undetermined',
  },
  {
    name: 'an answer came, yet this machine reaches nobody: something between may have given it',
    reasons: ['http_server_error', ...STRANGE, 'redirect_refused'],
    when: isCutOff,
    fault: 'undetermined',
  },
  {
    name: 'something between answers in the place of others',
    reasons: [...SILENT, ...ANSWERED, 'dns_failed'],
    when: (it) => it.egress === 'intercepted' && !isAlive(it),
    fault: 'network',
  },
  {
    name: 'something between answers for others, yet the provider itself answers too',
    reasons: [...SILENT, ...ANSWERED],
    when: (it) => it.egress === 'intercepted',
    fault: 'undetermined',
  },
];

const NAMES: readonly FaultRule[] = [
  {
    name: "this machine's resolver tells what is not so",
    reasons: ['dns_failed', ...SILENT, ...STRANGE, 'redirect_refused'],
    when: (it) => it.second_resolver === 'lies',
    fault: 'dns',
  },
  {
    name: 'another resolver knows the name',
    reasons: ['dns_failed'],
    when: (it) => it.second_resolver === 'resolves',
    fault: 'dns',
  },
  {
    name: 'no resolver knows the name any more, which worked before',
    reasons: ['dns_failed'],
    when: (it) => it.second_resolver === 'agrees' && it.past === 'worked',
    fault: 'provider',
  },
  {
    name: 'no resolver knows the name',
    reasons: ['dns_failed'],
    when: (it) => it.second_resolver === 'agrees',
    fault: 'configuration',
  },
  {
    name: 'the name does not resolve here, and no other resolver agrees',
    reasons: ['dns_failed'],
    when: always,
    fault: 'dns',
  },
];

const SAID_BY_THE_PROVIDER: readonly FaultRule[] = [
  {
    name: 'it limits requests while its status page tells of an outage',
    reasons: LIMITED,
    when: (it) => it.feed === 'outage',
    fault: 'undetermined',
  },
  { name: 'it limits requests', reasons: LIMITED, when: always, fault: 'quota' },
  {
    name: 'it refuses the credential, yet lets anybody in without one',
    reasons: REFUSED_CREDENTIAL,
    when: (it) => it.without_credential === 'answered',
    fault: 'undetermined',
  },
  {
    name: 'it refuses the credential while it is not well itself',
    reasons: REFUSED_CREDENTIAL,
    when: (it) => isUnwell(it) && !(isAlive(it) && hasFineSibling(it)),
    fault: 'undetermined',
  },
  {
    name: 'it refuses the credential and is well otherwise',
    reasons: ['auth_rejected'],
    when: always,
    fault: 'credential',
  },
  {
    name: 'it knows the credential and is well otherwise',
    reasons: ['permission_denied'],
    when: always,
    fault: 'permission',
  },
  {
    name: 'it does not know what was asked for while it is not well itself',
    reasons: MISDIRECTED,
    when: (it) => fails(it) || isUnreached(it) || isAdmitted(it),
    fault: 'undetermined',
  },
  { name: 'it does not know what was asked for', reasons: MISDIRECTED, when: always, fault: 'configuration' },
  {
    name: 'errors and strange answers to everybody, without any sign of the provider itself',
    reasons: ['http_server_error'],
    when: (it) => it.without_credential === 'strange' && it.public_call === 'strange' && !isAdmitted(it),
    fault: 'undetermined',
  },
  { name: 'it fails on its own side', reasons: ['http_server_error'], when: always, fault: 'provider' },
  {
    name: 'it answers anybody, which the provider would not',
    reasons: STRANGE,
    when: (it) => it.without_credential === 'answered',
    fault: 'undetermined',
  },
  {
    name: 'its answers make no sense, and its own status page or its other answers show that it is theirs',
    reasons: STRANGE,
    when: (it) => isAdmitted(it) || isAlive(it) || fails(it),
    fault: 'provider',
  },
  {
    name: 'its answers make no sense while this machine reaches others',
    reasons: STRANGE,
    when: (it) => getsOut(it) && it.without_credential !== 'strange' && it.public_call !== 'strange',
    fault: 'provider',
  },
];

const SILENCE: readonly FaultRule[] = [
  {
    name: 'it does not answer in time with the credential, but does without it',
    reasons: ['timeout'],
    when: (it) => isAlive(it),
    fault: 'provider',
  },
  {
    name: 'it fails without the credential too',
    reasons: SILENT,
    when: fails,
    fault: 'provider',
  },
  {
    name: 'the connection failed, yet it answers others at the same time',
    reasons: SILENT,
    when: (it) => isReached(it) || (it.sibling === 'same_origin_fine' && !isUnreached(it)),
    fault: 'undetermined',
  },
  {
    name: 'silence that its own status page admits',
    reasons: SILENT,
    when: (it) => isAdmitted(it) && (getsOut(it) || it.isFeedFresh),
    fault: 'provider',
  },
  {
    name: 'silence while this machine reaches others',
    reasons: SILENT.filter((reason) => reason !== 'network_unreachable'),
    when: getsOut,
    fault: 'provider',
  },
];

const FACTS: readonly FaultRule[] = [
  {
    name: 'its own status page admits trouble',
    reasons: ['threshold_crossed'],
    when: isAdmitted,
    fault: 'provider',
  },
];

/** The truth table: the first rule that fits decides. What no rule fits is undetermined. */
export const FAULT_RULES: readonly FaultRule[] = [
  ...OURSELVES,
  ...NAMES,
  ...SAID_BY_THE_PROVIDER,
  ...SILENCE,
  ...FACTS,
];
