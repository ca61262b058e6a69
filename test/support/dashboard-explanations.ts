import type { Evidence, Experiment, Outcome } from '../../src/contracts/evidence.ts';
import type { Explanation } from '../../src/contracts/explanation.ts';
import type { Fault } from '../../src/contracts/status.ts';
import { isoTime } from '../../src/lib/time.ts';
import type { FixtureMonitor } from './dashboard-monitors.ts';

type Row = readonly [experiment: Experiment, outcome: Outcome, saw: string, speaksFor: Fault | null];

/** What was tried, by what it decided; the look is added. */
const TRIED: Partial<Record<Fault, readonly Row[]>> = {
  provider: [
    ['without_credential', 'failed', 'HTTP 503 after 180 ms', 'provider'],
    ['public_call', 'failed', 'HTTP 503 after 96 ms', 'provider'],
    ['egress', 'reachable', '3 of 3 answered, the first after 14 ms', 'provider'],
    ['past', 'worked', 'It answered well 40 s before.', null],
  ],
  credential: [
    ['without_credential', 'refused', 'HTTP 401 after 62 ms', 'credential'],
    ['past', 'worked', 'The same credential worked 7 min before.', 'credential'],
  ],
  permission: [['without_credential', 'refused', 'HTTP 401 after 71 ms', 'permission']],
  quota: [['without_credential', 'refused', 'HTTP 401 after 58 ms', null]],
  undetermined: [
    ['without_credential', 'refused', 'HTTP 401 after 60 ms', 'credential'],
    ['egress', 'unreachable', '0 of 3 answered within 3 s', 'network'],
    ['sibling', 'failing', '4 other monitors fail too', 'network'],
  ],
  network: [
    ['egress', 'unreachable', '0 of 3 answered within 3 s', 'network'],
    ['without_credential', 'unreachable', 'no route to host', 'network'],
    ['sibling', 'failing', '4 other monitors fail too', 'network'],
  ],
};

const RULES: Partial<Record<Fault, string>> = {
  provider: 'it fails on its own side',
  credential: 'it refuses the credential and is well otherwise',
  permission: 'it knows the credential and is well otherwise',
  quota: 'it limits requests',
  undetermined: 'no sentinel answers, yet something at its address does',
  network: 'this machine reaches nobody',
};

/** Why a monitor is as it is. */
export function explanationOf(monitor: FixtureMonitor): Explanation {
  const { name, title, status, believed, reason, fault, actor, sentence, why, hint } = monitor;
  const { checked_at, since, incident, official } = monitor;
  return {
    monitor: name,
    title,
    status,
    believed,
    reason,
    fault,
    actor: actor ?? 'nobody',
    sentence,
    why,
    to_do: hint,
    rule: fault === null ? null : (RULES[fault] ?? null),
    checked_at,
    since,
    incident,
    official,
    evidence: fault === null || checked_at === null ? [] : evidenceOf(monitor, fault, checked_at),
  };
}

function evidenceOf({ error, why, official }: FixtureMonitor, fault: Fault, checkedAt: string): Evidence[] {
  const feed: readonly Row[] =
    official === null || official.state === 'unread'
      ? []
      : [['feed', official.state, official.words, official.state === 'outage' ? 'provider' : null]];
  const rows: readonly Row[] = [
    ['look', 'saw', error ?? why, fault === 'undetermined' || fault === 'network' ? null : fault],
    ...(TRIED[fault] ?? []),
    ...feed,
  ];
  return rows.map(([experiment, outcome, saw, speaks_for], index) => ({
    experiment,
    at: isoTime(Date.parse(checkedAt) + index * 700),
    outcome,
    saw,
    speaks_for,
  }));
}
