import type { Details } from '../../../contracts/status.ts';
import { RefusedAnswer } from '../../probe-http.ts';
import type { Config, Doppler } from './listings.ts';

const DAY_MS = 86_400_000;
// Two calls or more per project, at most two per config: what the pace lets through within the fact's deadline.
const MAX_PROJECTS = 100;
const MAX_CONFIGS = 150;

/**
 * Doppler publishes no age of a secret. Sound bounds: every secret of a config is at least as old as the newest entry
 * of its log, and at most as old as the config. The oldest secret is therefore at least as old as the greatest of the
 * former, so a crossed threshold is certain. Entries that are not about secrets only weaken the bound, and so does
 * what may not be read; each is counted.
 */
export async function fetchAges(doppler: Doppler): Promise<Details> {
  const { configs, ...listing } = await listConfigs(doppler);
  const dated: { readonly config: Config; readonly ageMs: number }[] = [];
  let withoutLog = 0;
  let refused = 0;
  for (const config of configs) {
    const ageMs = await unlessRefused(doppler.newestLogEntryAgeMs(config));
    if (ageMs === REFUSED) refused += 1;
    else if (ageMs === null) withoutLog += 1;
    else dated.push({ config, ageMs });
  }
  const oldestFirst = dated.toSorted((a, b) => b.ageMs - a.ageMs);
  const empty = await countLeadingEmpty(
    doppler,
    oldestFirst.map(({ config }) => config),
  );
  const bound = oldestFirst[empty];
  if (bound === undefined) throw new Error('no config with secrets has a readable log');
  return {
    oldest_secret_age_days: wholeDays(bound.ageMs),
    ...upperBound(configs, listing),
    oldest_secret_age_days_basis: 'config_log',
    configs_without_log: withoutLog,
    ...(empty === 0 ? {} : { configs_empty: empty }),
    ...(refused === 0 ? {} : { configs_refused: refused }),
    ...(listing.projectsRefused === 0 ? {} : { projects_refused: listing.projectsRefused }),
    ...(listing.truncated ? { oldest_secret_age_days_truncated: true } : {}),
  };
}

interface Listing {
  readonly projectsRefused: number;
  readonly truncated: boolean;
}

async function listConfigs(doppler: Doppler): Promise<Listing & { readonly configs: readonly Config[] }> {
  const projects = await doppler.projects();
  const configs: Config[] = [];
  let projectsRefused = 0;
  let read = 0;
  for (const project of projects.slice(0, MAX_PROJECTS)) {
    if (configs.length >= MAX_CONFIGS) break;
    const found = await unlessRefused(doppler.rootConfigs(project));
    if (found === REFUSED) projectsRefused += 1;
    else configs.push(...found);
    read += 1;
  }
  const truncated = read < projects.length || configs.length > MAX_CONFIGS;
  return { configs: configs.slice(0, MAX_CONFIGS), projectsRefused, truncated };
}

// A config without a secret has no oldest one. Asked from the oldest on, so mostly once; not being allowed to know is no proof.
async function countLeadingEmpty(doppler: Doppler, configs: readonly Config[]): Promise<number> {
  let empty = 0;
  for (const config of configs) {
    if ((await unlessRefused(doppler.isEmpty(config))) !== true) break;
    empty += 1;
  }
  return empty;
}

// An upper bound holds only over all configs.
function upperBound(configs: readonly Config[], listing: Listing): Details {
  const agesMs = configs.map(({ ageMs }) => ageMs).filter((age) => age !== null);
  if (listing.truncated || listing.projectsRefused > 0 || agesMs.length < configs.length) return {};
  return { oldest_secret_age_days_max: wholeDays(Math.max(...agesMs)) };
}

function wholeDays(ageMs: number): number {
  return Math.max(0, Math.floor(ageMs / DAY_MS));
}

const REFUSED = Symbol('refused');

/** What was asked for, or that this one thing was refused. A bad token or a rate limit is about all of them. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | typeof REFUSED> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RefusedAnswer && error.answer.status !== 401 && error.answer.status !== 429) {
      return REFUSED;
    }
    throw error;
  }
}
