import type { Experiment, Outcome } from '../../../src/contracts/evidence.ts';
import type { Actor } from '../../../src/contracts/explanation.ts';
import type { Fault } from '../../../src/contracts/status.ts';

const FAULT_WORDS = {
  provider: 'Theirs: the provider',
  credential: 'Yours: the credential',
  permission: 'Yours: a permission',
  quota: 'Yours: the quota',
  configuration: 'Yours: a setting',
  dns: "This machine's name resolver",
  network: "This machine's network",
  internal: "Kora's own",
  undetermined: 'Not certain',
} satisfies Record<Fault, string>;

/** Whose fault it is, in words. */
export function faultWords(fault: Fault): string {
  return known(FAULT_WORDS, fault);
}

const SPEAKS_FOR = {
  provider: 'the provider',
  credential: 'the credential',
  permission: 'a permission',
  quota: 'the quota',
  configuration: 'a setting',
  dns: 'our name resolver',
  network: 'our network',
  internal: 'Kora itself',
  undetermined: 'nobody for certain',
} satisfies Record<Fault, string>;

/** What a piece of evidence speaks for, to be read below "Speaks for". */
export function speaksForWords(fault: Fault | null): string {
  return fault === null ? 'decides nothing' : known(SPEAKS_FOR, fault);
}

/** Who has to act; `title` is the monitor's. */
export function actorWords(actor: Actor, title: string): string {
  switch (actor) {
    case 'you':
      return 'You';
    case 'provider':
      return title;
    case 'kora':
      return 'The makers of Kora';
    case 'nobody':
      return 'Nobody';
    case 'unclear':
      return 'Not certain';
    default:
      return plain(actor);
  }
}

const EXPERIMENT_WORDS = {
  look: 'Our look',
  without_credential: 'The same call without the credential',
  public_call: 'A public call of the provider',
  second_resolver: 'Another name resolver',
  egress: 'Other addresses on the internet',
  sibling: 'Other monitors here',
  past: 'The same look before',
  feed: 'Their status page',
  others: 'Other monitors, elsewhere',
} satisfies Record<Experiment, string>;

/** What was tried, in words. */
export function experimentWords(experiment: Experiment): string {
  return known(EXPERIMENT_WORDS, experiment);
}

const OUTCOME_WORDS = {
  saw: null,
  refused: 'refused it, as it should',
  answered: 'answered as documented',
  limited: 'is limiting requests',
  failed: 'failed on its own side',
  unreachable: 'no answer',
  strange: 'an odd answer',
  resolves: 'knows the name',
  agrees: 'does not know the name either',
  lies: 'the resolver here answers what cannot be true',
  reachable: 'at least one answers',
  intercepted: 'something else answers in their place',
  not_needed: 'it stands on this very machine',
  same_origin_fine: 'another monitor of the same address is fine',
  provider_fine: 'another monitor of this provider is fine',
  failing: 'all others fail too',
  worked: 'it worked',
  never_worked: 'it never worked',
  operational: 'says that all is well',
  degraded: 'says that it is degraded',
  outage: 'says that there is an outage',
  maintenance: 'says that there is maintenance',
  sick: 'cannot be read',
} satisfies Record<Outcome, string | null>;

/** What an outcome means for that experiment; null where what was seen says it all. */
export function outcomeWords(experiment: Experiment, outcome: Outcome): string | null {
  // The same answer means that a door stands open where it should be locked.
  if (experiment === 'without_credential' && outcome === 'answered') return 'lets anybody in';
  if (experiment === 'egress' && outcome === 'unreachable') return 'none of them answers';
  return Object.hasOwn(OUTCOME_WORDS, outcome) ? OUTCOME_WORDS[outcome] : plain(outcome);
}

// A newer daemon may send words that this page has never heard of.
function known<Key extends string>(words: Readonly<Record<Key, string>>, key: Key): string {
  return Object.hasOwn(words, key) ? words[key] : plain(key);
}

function plain(word: string): string {
  return word.replaceAll('_', ' ');
}
