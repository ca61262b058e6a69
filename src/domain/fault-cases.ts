import type { Experiment, Outcome } from '../contracts/evidence.ts';
import type { Fault, Reason } from '../contracts/status.ts';

/** One tried combination of a look and evidence, and what has to come out. The docs' truth table is made from these. */
export interface FaultCase {
  readonly rule: string;
  readonly reason: Reason;
  readonly found: Readonly<Partial<Record<Exclude<Experiment, 'look'>, Outcome>>>;
  readonly fault: Fault;
}

type Found = FaultCase['found'];

function about(
  rule: string,
  fault: Fault,
  rows: readonly (readonly [Reason, Found])[],
): readonly FaultCase[] {
  return rows.map(([reason, found]) => ({ rule, reason, found, fault }));
}

const NOTHING: Found = {};

/** At least one for every rule; a test tells when one is missing. */
export const FAULT_CASES: readonly FaultCase[] = [
  ...about('Kora itself failed while looking', 'internal', [
    ['internal_error', NOTHING],
    ['internal_error', { egress: 'unreachable', feed: 'outage' }],
  ]),
  ...about('it is not set up', 'configuration', [['auth_missing', { feed: 'outage' }]]),
  ...about('no sentinel answers, yet others were fine moments ago', 'undetermined', [
    ['timeout', { without_credential: 'unreachable', egress: 'unreachable', others: 'worked' }],
  ]),
  ...about('this machine reaches nobody', 'network', [
    ['timeout', { without_credential: 'unreachable', egress: 'unreachable' }],
    ['network_unreachable', { egress: 'unreachable', feed: 'outage' }],
    ['connection_refused', { egress: 'unreachable' }],
    ['dns_failed', { second_resolver: 'unreachable', egress: 'unreachable' }],
    ['dns_failed', { second_resolver: 'agrees', egress: 'unreachable' }],
  ]),
  ...about('no sentinel answers, yet something at its address does', 'undetermined', [
    ['timeout', { without_credential: 'refused', egress: 'unreachable' }],
    ['connection_reset', { public_call: 'failed', egress: 'unreachable' }],
  ]),
  ...about(
    'an answer came, yet this machine reaches nobody: something between may have given it',
    'undetermined',
    [
      ['http_server_error', { without_credential: 'failed', egress: 'unreachable' }],
      ['unexpected_body', { egress: 'unreachable' }],
    ],
  ),
  ...about('something between answers in the place of others', 'network', [
    ['unexpected_body', { without_credential: 'strange', egress: 'intercepted' }],
    ['redirect_refused', { without_credential: 'strange', egress: 'intercepted' }],
    ['tls_failed', { without_credential: 'unreachable', egress: 'intercepted', feed: 'outage' }],
    ['http_server_error', { without_credential: 'failed', egress: 'intercepted' }],
  ]),
  ...about('something between answers for others, yet the provider itself answers too', 'undetermined', [
    ['timeout', { without_credential: 'refused', egress: 'intercepted' }],
  ]),
  ...about("this machine's resolver tells what is not so", 'dns', [
    ['dns_failed', { second_resolver: 'lies', egress: 'reachable' }],
    ['tls_failed', { second_resolver: 'lies', egress: 'reachable', feed: 'outage' }],
  ]),
  ...about('another resolver knows the name', 'dns', [
    ['dns_failed', { second_resolver: 'resolves', egress: 'reachable' }],
    ['dns_failed', { second_resolver: 'resolves', egress: 'unreachable' }],
  ]),
  ...about('no resolver knows the name any more, which worked before', 'provider', [
    ['dns_failed', { second_resolver: 'agrees', egress: 'reachable', past: 'worked' }],
  ]),
  ...about('no resolver knows the name', 'configuration', [
    ['dns_failed', { second_resolver: 'agrees', egress: 'reachable', past: 'never_worked' }],
    ['dns_failed', { second_resolver: 'agrees' }],
  ]),
  ...about('the name does not resolve here, and no other resolver agrees', 'dns', [
    ['dns_failed', NOTHING],
    ['dns_failed', { second_resolver: 'unreachable', egress: 'reachable' }],
  ]),
  ...about('it limits requests while its status page tells of an outage', 'undetermined', [
    ['rate_limited', { feed: 'outage' }],
  ]),
  ...about('it limits requests', 'quota', [
    ['rate_limited', { feed: 'operational' }],
    ['rate_limited', NOTHING],
    ['quota_low', { feed: 'degraded' }],
  ]),
  ...about('it refuses the credential, yet lets anybody in without one', 'undetermined', [
    ['auth_rejected', { without_credential: 'answered' }],
  ]),
  ...about('it refuses the credential while it is not well itself', 'undetermined', [
    ['auth_rejected', { without_credential: 'refused', feed: 'outage' }],
    ['auth_rejected', { without_credential: 'failed' }],
    ['auth_rejected', { without_credential: 'unreachable', feed: 'operational' }],
    ['permission_denied', { without_credential: 'strange' }],
  ]),
  ...about('it refuses the credential and is well otherwise', 'credential', [
    ['auth_rejected', { without_credential: 'refused', feed: 'operational' }],
    ['auth_rejected', { without_credential: 'refused', feed: 'degraded', sibling: 'provider_fine' }],
    ['auth_rejected', { without_credential: 'limited', feed: 'sick' }],
    ['auth_rejected', NOTHING],
  ]),
  ...about('it knows the credential and is well otherwise', 'permission', [
    ['permission_denied', { without_credential: 'refused', feed: 'operational' }],
  ]),
  ...about('it does not know what was asked for while it is not well itself', 'undetermined', [
    ['not_found', { without_credential: 'failed' }],
    ['http_client_error', { feed: 'outage' }],
  ]),
  ...about('it does not know what was asked for', 'configuration', [
    ['not_found', { without_credential: 'refused', feed: 'operational' }],
    ['redirect_refused', { without_credential: 'strange', egress: 'reachable' }],
  ]),
  ...about(
    'errors and strange answers to everybody, without any sign of the provider itself',
    'undetermined',
    [['http_server_error', { without_credential: 'strange', public_call: 'strange', egress: 'reachable' }]],
  ),
  ...about('it fails on its own side', 'provider', [
    ['http_server_error', { without_credential: 'failed', egress: 'reachable', feed: 'outage' }],
    ['http_server_error', { without_credential: 'refused', egress: 'reachable', feed: 'operational' }],
    ['http_server_error', NOTHING],
  ]),
  ...about('it answers anybody, which the provider would not', 'undetermined', [
    ['unexpected_body', { without_credential: 'answered', egress: 'reachable' }],
  ]),
  ...about(
    'its answers make no sense, and its own status page or its other answers show that it is theirs',
    'provider',
    [
      ['unexpected_body', { without_credential: 'refused', egress: 'reachable' }],
      ['body_too_large', { feed: 'outage' }],
    ],
  ),
  ...about('its answers make no sense while this machine reaches others', 'provider', [
    ['unexpected_status', { egress: 'reachable' }],
    ['unexpected_body', { egress: 'not_needed' }],
  ]),
  ...about('it does not answer in time with the credential, but does without it', 'provider', [
    ['timeout', { without_credential: 'refused', egress: 'reachable', feed: 'operational' }],
  ]),
  ...about('it fails without the credential too', 'provider', [
    ['connection_reset', { without_credential: 'failed', egress: 'reachable' }],
  ]),
  ...about('the connection failed, yet it answers others at the same time', 'undetermined', [
    ['connection_reset', { without_credential: 'refused', egress: 'reachable' }],
    ['connection_refused', { sibling: 'same_origin_fine', egress: 'reachable' }],
  ]),
  ...about('silence that its own status page admits', 'provider', [
    ['timeout', { without_credential: 'unreachable', egress: 'reachable', feed: 'outage' }],
    ['network_unreachable', { egress: 'reachable', feed: 'degraded' }],
  ]),
  ...about('silence while this machine reaches others', 'provider', [
    ['timeout', { without_credential: 'unreachable', egress: 'reachable', feed: 'operational' }],
    ['timeout', { without_credential: 'unreachable', egress: 'unreachable', others: 'reachable' }],
    ['connection_refused', { egress: 'not_needed' }],
    ['tls_failed', { egress: 'reachable' }],
  ]),
  ...about('its own status page admits trouble', 'provider', [['threshold_crossed', { feed: 'degraded' }]]),
  ...about('nothing tells whose fault it is', 'undetermined', [
    ['threshold_crossed', { feed: 'operational' }],
    ['timeout', { without_credential: 'unreachable' }],
    ['network_unreachable', { egress: 'reachable' }],
    ['unexpected_body', NOTHING],
  ]),
];
