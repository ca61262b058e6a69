import type { Evidence } from '../../domain/fault.ts';
import { DEFAULT_RESOLVERS } from '../../domain/resolver-address.ts';
import { isPrivateAddress, isPublicName } from '../../lib/private-address.ts';
import type { Clock } from '../../lib/time.ts';
import { askResolver, type ResolverAnswer } from './ask-resolver.ts';
import type { SystemAddresses } from './system-addresses.ts';

export interface ResolverParts {
  readonly clock: Clock;
  /** Those to ask beside this machine's own. */
  readonly resolvers: readonly string[];
  readonly system: SystemAddresses;
}

/**
 * Asks other resolvers for a name that this machine could not resolve, and whether its own resolver can be believed. Null
 * when there is nobody to ask about such a name. Rejects only when `signal` aborts.
 */
export async function trySecondResolver(
  parts: ResolverParts,
  host: string,
  signal: AbortSignal,
): Promise<Evidence | null> {
  const atMs = parts.clock.nowMs();
  const resolvers = resolversFor(parts, host);
  if (resolvers.length === 0) return null;
  const [invents, answers] = await Promise.all([
    parts.system.inventsNames(signal),
    askAll(parts, { host, resolvers, signal }),
  ]);
  const found = invents ? INVENTED : describe(answers);
  return { experiment: 'second_resolver', atMs, ...found };
}

/**
 * Looks whether this machine's resolver leads somewhere else: it answers for a name that cannot exist, or gives a public
 * name an address inside while another resolver gives one outside. Null when it does not, or that is not known. Rejects only
 * when `signal` aborts.
 */
export async function tryOwnResolver(
  parts: ResolverParts,
  host: string,
  signal: AbortSignal,
): Promise<Evidence | null> {
  const atMs = parts.clock.nowMs();
  const resolvers = resolversFor(parts, host);
  if (resolvers.length === 0 || !isPublicName(host)) return null;
  const [invents, isInside] = await Promise.all([
    parts.system.inventsNames(signal),
    parts.system.isInside(host, signal),
  ]);
  if (invents) return { experiment: 'second_resolver', atMs, ...INVENTED };
  if (!isInside) return null;
  const answers = await askAll(parts, { host, resolvers, signal });
  const outside = answers.find(({ answer }) => isOutside(answer));
  if (outside === undefined) return null;
  const saw = `this machine's resolver gives an address inside, ${outside.resolver} gives one outside`;
  return { experiment: 'second_resolver', atMs, outcome: 'lies', saw };
}

const INVENTED = {
  outcome: 'lies',
  saw: "this machine's resolver answers for a name that cannot exist",
} as const;

// A name of a network's own is no business of others, and they do not know it anyway.
function resolversFor({ resolvers }: ResolverParts, host: string): readonly string[] {
  const isDefault = (resolver: string) => DEFAULT_RESOLVERS.some((known) => known === resolver);
  return isPublicName(host) ? resolvers : resolvers.filter((resolver) => !isDefault(resolver));
}

interface Answered {
  readonly resolver: string;
  readonly answer: ResolverAnswer;
}

interface Asked {
  readonly host: string;
  readonly resolvers: readonly string[];
  readonly signal: AbortSignal;
}

function askAll({ clock }: ResolverParts, { host, resolvers, signal }: Asked): Promise<readonly Answered[]> {
  return Promise.all(
    resolvers.map(async (resolver) => ({
      resolver,
      answer: await askResolver({ resolver, name: host, clock, signal }),
    })),
  );
}

function isOutside(answer: ResolverAnswer): boolean {
  return answer.kind === 'addresses' && !answer.addresses.every(isPrivateAddress);
}

function describe(answers: readonly Answered[]): Pick<Evidence, 'outcome' | 'saw'> {
  const named = (kind: ResolverAnswer['kind']) =>
    answers.filter(({ answer }) => answer.kind === kind).map(({ resolver }) => resolver);
  const knowing = named('addresses');
  if (knowing.length > 0)
    return {
      outcome: 'resolves',
      saw: `${knowing.join(' and ')} ${knowing.length === 1 ? 'knows' : 'know'} the name`,
    };
  const agreeing = named('no_such_name');
  if (agreeing.length > 0) {
    const verb = agreeing.length === 1 ? 'does' : 'do';
    return { outcome: 'agrees', saw: `${agreeing.join(' and ')} ${verb} not know the name either` };
  }
  const codes = [...new Set(answers.flatMap(({ answer }) => (answer.kind === 'none' ? [answer.code] : [])))];
  return { outcome: 'unreachable', saw: `no other resolver tells (${codes.join(', ')})` };
}
