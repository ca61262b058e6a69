import type { Actor } from '../contracts/explanation.ts';
import type { Fault } from '../contracts/status.ts';
import type { Evidence } from './fault.ts';
import type { OfficialState } from './feed-reading.ts';
import type { Verdict } from './verdict.ts';

/** What is known of one monitor, to be said in one sentence. */
export interface KnownOfMonitor {
  readonly title: string;
  /** Null before the first look. */
  readonly verdict: Pick<Verdict, 'status' | 'reason' | 'why' | 'attribution'> | null;
  /** What the provider's status page says of it; null when none is read. */
  readonly official: Pick<OfficialState, 'state' | 'words'> | null;
}

export interface JointVerdict {
  /** Who has to act, and why: our look, the status page and the experiments together. */
  readonly sentence: string;
  readonly actor: Actor;
}

const ACTORS = {
  provider: 'provider',
  credential: 'you',
  permission: 'you',
  configuration: 'you',
  dns: 'you',
  network: 'you',
  quota: 'nobody',
  internal: 'kora',
  undetermined: 'unclear',
} satisfies Record<Fault, Actor>;

/** Pure: the joint verdict. */
export function jointVerdict({ title, verdict, official }: KnownOfMonitor): JointVerdict {
  if (verdict === null)
    return { sentence: `${title} was not looked at yet.${pageWords(official)}`, actor: 'nobody' };
  if (verdict.status === 'healthy') return { sentence: healthyWords(title, official), actor: 'nobody' };
  const { attribution, reason } = verdict;
  // Its fault is still asked for.
  if (attribution === null) return { sentence: `${title}: ${verdict.why}`, actor: 'unclear' };
  const { fault, evidence } = attribution;
  if (reason === 'threshold_crossed')
    return { sentence: factWords(title, verdict, official), actor: factActor(fault) };
  return { sentence: badWords(title, { ...verdict, fault, evidence }, official), actor: ACTORS[fault] };
}

type Official = KnownOfMonitor['official'];
type Bad = Pick<Verdict, 'reason' | 'why'> & {
  readonly fault: Fault;
  readonly evidence: readonly Evidence[];
};

function badWords(title: string, bad: Bad, official: Official): string {
  switch (bad.fault) {
    case 'provider':
      return `${providerWords(title, bad)}${agreement(official)}`;
    case 'credential':
      return `Your ${title} token was rejected.${wellWords(title, bad, official)}`;
    case 'permission':
      return `Your ${title} token may not do this.${wellWords(title, bad, official)}`;
    case 'quota':
      return bad.reason === 'quota_low'
        ? `${title}: ${bad.why}`
        : `${title} is limiting you. Kora looks less often until it lets go.`;
    case 'configuration':
      return configurationWords(title, bad, official);
    case 'dns':
      return `This machine cannot resolve the address of ${title}. Nothing here says anything about ${title} itself.`;
    case 'network':
      return networkWords(title, bad);
    case 'internal':
      return `Kora itself failed while looking at ${title}. That says nothing about ${title}.`;
    case 'undetermined':
      return `${title}: ${bad.why} Nothing tells yet whose fault it is.${pageWords(official)}`;
  }
}

function outcomeOf({ evidence }: Bad, experiment: Evidence['experiment']): Evidence['outcome'] | null {
  return evidence.findLast((row) => row.experiment === experiment)?.outcome ?? null;
}

const ERRORS: readonly Verdict['reason'][] = ['http_server_error'];
const NONSENSE: readonly Verdict['reason'][] = ['unexpected_body', 'unexpected_status', 'body_too_large'];

function providerWords(title: string, bad: Bad): string {
  const without = outcomeOf(bad, 'without_credential') ?? outcomeOf(bad, 'public_call');
  if (ERRORS.includes(bad.reason)) {
    return without === 'failed' ? `${title} is refusing everybody.` : `${title} is failing on its own side.`;
  }
  if (NONSENSE.includes(bad.reason)) return `${title} answers, but not as it should.`;
  if (bad.reason === 'dns_failed') return `The address of ${title} is gone from the DNS.`;
  return without === 'refused'
    ? `${title} answers others, but not what is looked at here.`
    : `${title} does not answer.${outcomeOf(bad, 'egress') === 'reachable' ? ' This machine reaches others.' : ''}`;
}

/** Whether the status page agrees with what was seen to be bad. */
function agreement(official: Official): string {
  switch (official?.state) {
    case 'outage':
    case 'degraded':
      return ' Their status page agrees.';
    case 'maintenance':
      return ' Their status page tells of maintenance.';
    case 'operational':
      return ' Their status page does not say so.';
    case 'sick':
      return ' Their status page cannot be read.';
    default:
      return '';
  }
}

/** That the provider is fine, where something shows it. */
function wellWords(title: string, bad: Bad, official: Official): string {
  const isShown =
    outcomeOf(bad, 'without_credential') === 'refused' ||
    outcomeOf(bad, 'public_call') === 'answered' ||
    official?.state === 'operational';
  return isShown ? ` ${title} itself is fine.` : '';
}

function configurationWords(title: string, { reason, why }: Bad, official: Official): string {
  if (reason === 'auth_missing') return `${title} is not set up yet.${pageWords(official)}`;
  if (reason === 'dns_failed') return `The address that is configured for ${title} does not exist.`;
  return `Check how ${title} is configured. ${why}`;
}

function networkWords(title: string, bad: Bad): string {
  return outcomeOf(bad, 'egress') === 'intercepted'
    ? `Something on this network answers in the place of others. Nothing here says anything about ${title}.`
    : `This machine has lost its network. Nothing here says anything about ${title}.`;
}

function healthyWords(title: string, official: Official): string {
  const isAdmitted = official?.state === 'outage' || official?.state === 'degraded';
  return isAdmitted
    ? `${title} is healthy for you, though ${lowered(official.words)}`
    : `${title} is healthy.`;
}

// A fact about what the team itself runs there: degraded, and the provider is not to blame unless it says so.
function factWords(title: string, { why }: Pick<Verdict, 'why'>, official: Official): string {
  return `${title}: ${why}${official?.state === 'operational' ? '' : pageWords(official)}`;
}

function factActor(fault: Fault): Actor {
  return fault === 'provider' ? 'provider' : 'you';
}

function pageWords(official: Official): string {
  return official === null || official.state === 'unread' ? '' : ` ${official.words}`;
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
