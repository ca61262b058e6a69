import { DEFAULT_RESOLVERS, isResolverAddress } from '../domain/resolver-address.ts';
import { DEFAULT_SENTINELS, parseSentinel, type Sentinel } from '../domain/sentinel.ts';
import type { AttributionConfig } from './config.ts';
import { type Environment, variable } from './environment.ts';
import { type FileConfig, NO_RESOLVER, NO_SENTINEL } from './file-schema.ts';
import type { Problems } from './problems.ts';
import { readList } from './settings.ts';

export interface AttributionSources {
  readonly env: Environment;
  readonly file: FileConfig['attribution'];
  readonly problems: Problems;
}

/**
 * What may be asked to learn whose fault a bad look is: the environment first, then the file, then the defaults, which
 * offline are nobody. A bad address is a problem: whoever named some wants no others to be asked.
 */
export function readAttribution({ env, file, problems }: AttributionSources): AttributionConfig {
  const isOffline = readOffline(env, file, problems);
  const fromEnv = (name: string) => readList(variable(env, name));
  const sentinels = fromEnv('KORA_EGRESS_SENTINELS')?.map(parseSentinel);
  const resolvers = fromEnv('KORA_SECOND_RESOLVERS');
  tellOfBad('KORA_EGRESS_SENTINELS', NO_SENTINEL, sentinels?.map(isThere) ?? [], problems);
  tellOfBad('KORA_SECOND_RESOLVERS', NO_RESOLVER, resolvers?.map(isResolverAddress) ?? [], problems);
  const byHand = sentinels?.filter(isThere) ?? file?.sentinels ?? null;
  return {
    sentinels: byHand ?? (isOffline ? [] : DEFAULT_SENTINELS.map(parseSentinel).filter(isThere)),
    sentinelsByHand: byHand !== null,
    resolvers: resolvers ?? file?.resolvers ?? (isOffline ? [] : DEFAULT_RESOLVERS),
    isOffline,
  };
}

function isThere(sentinel: Sentinel | null): sentinel is Sentinel {
  return sentinel !== null;
}

// The entries are never repeated: one may hold a password.
function tellOfBad(name: string, text: string, good: readonly boolean[], problems: Problems): void {
  for (const [i, isGood] of good.entries())
    if (!isGood) problems.add(`${name}: ${good.length === 1 ? '' : `entry ${i + 1} `}${text}`);
}

const SWITCH: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false };

// Neither word is a safe default: one asks the internet, the other tells of no outage of its own.
function readOffline(env: Environment, file: FileConfig['attribution'], problems: Problems): boolean {
  const text = variable(env, 'KORA_OFFLINE');
  if (text === null) return file?.offline ?? false;
  const isOffline = SWITCH[text.toLowerCase()];
  if (isOffline === undefined) problems.add('KORA_OFFLINE: is neither 1 nor 0');
  return isOffline ?? true;
}
