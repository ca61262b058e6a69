import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import type { ProbeContext } from '../../define-probe.ts';
import { RefusedAnswer } from '../../probe-http.ts';
import { authorization, type DopplerOptions } from './doppler.ts';

const DAY_MS = 86_400_000;
const PER_PAGE = 100;
const MAX_PAGES = 50;
// About two calls per project and one per config; far below Doppler's 240 reads a minute over the slow lane's deadline.
const MAX_CONFIGS = 300;

const projectsSchema = z.looseObject({
  projects: z.array(z.looseObject({ id: z.string(), slug: z.string().nullish() })),
});
const configsSchema = z.looseObject({
  configs: z.array(
    z.looseObject({ name: z.string(), root: z.boolean().nullish(), created_at: z.string().nullish() }),
  ),
});
const logsSchema = z.looseObject({ logs: z.array(z.looseObject({ created_at: z.string() })) });

type Options = DopplerOptions;

export async function fetchProjectsTotal(options: Options, context: ProbeContext): Promise<Details> {
  return { projects_total: (await listProjects(options, context)).length };
}

/** Doppler tells neither a total nor a next page, and a lower cap than asked for looks like a last page: read until nothing new comes. */
async function listProjects(options: Options, context: ProbeContext): Promise<string[]> {
  return readPages(async (page) => {
    const query = new URLSearchParams({ page: String(page), per_page: String(PER_PAGE) });
    const { projects } = await get({ options, context, path: `/v3/projects?${query}` }, projectsSchema);
    return projects.map(({ id, slug }) => [id, slug ?? id] as const);
  });
}

interface Config {
  readonly project: string;
  readonly name: string;
  readonly createdAtMs: number;
}

async function listConfigs(options: Options, context: ProbeContext, project: string): Promise<Config[]> {
  return readPages(async (page) => {
    const query = new URLSearchParams({ project, page: String(page), per_page: String(PER_PAGE) });
    const { configs } = await get({ options, context, path: `/v3/configs?${query}` }, configsSchema);
    // A branch config inherits from its root, whose log tells about the secrets themselves.
    return configs.map(
      (it) =>
        [
          it.name,
          it.root === false ? null : { project, name: it.name, createdAtMs: Date.parse(it.created_at ?? '') },
        ] as const,
    );
  }).then((configs) => configs.filter((config) => config !== null));
}

async function readPages<Item>(
  read: (page: number) => Promise<readonly (readonly [string, Item])[]>,
): Promise<Item[]> {
  const byId = new Map<string, Item>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const before = byId.size;
    for (const [id, item] of await read(page)) byId.set(id, item);
    if (byId.size === before) return [...byId.values()];
  }
  // A total that may be too low is no total.
  throw new Error('more pages than expected');
}

/**
 * Doppler publishes no age of a secret. Sound bounds: every secret of a config is at least as old as the newest entry
 * of its log, and at most as old as the config. The oldest secret is therefore at least as old as the greatest of the
 * former, so a crossed threshold is certain. Entries that are not about secrets only weaken the bound.
 */
export async function fetchAges(options: Options, context: ProbeContext): Promise<Details> {
  const configs: Config[] = [];
  for (const project of await listProjects(options, context))
    configs.push(...(await listConfigs(options, context, project)));
  const read = configs.slice(0, MAX_CONFIGS);
  const newest: number[] = [];
  let withoutLog = 0;
  let refused = 0;
  for (const config of read) {
    const atMs = await newestLogEntry(options, context, config);
    if (atMs === 'refused') refused += 1;
    else if (atMs === null) withoutLog += 1;
    else newest.push(atMs);
  }
  if (newest.length === 0) throw new Error('no config has a readable log');
  const days = (sinceMs: number) => Math.max(0, Math.floor((context.startedAtMs - sinceMs) / DAY_MS));
  const created = read.map(({ createdAtMs }) => createdAtMs).filter((atMs) => !Number.isNaN(atMs));
  return {
    oldest_secret_age_days: days(Math.min(...newest)),
    ...(created.length === 0 ? {} : { oldest_secret_age_days_max: days(Math.min(...created)) }),
    oldest_secret_age_days_basis: 'config_log',
    configs_without_log: withoutLog,
    ...(refused === 0 ? {} : { configs_refused: refused }),
    ...(configs.length > MAX_CONFIGS ? { configs_truncated: true } : {}),
  };
}

async function newestLogEntry(
  options: Options,
  context: ProbeContext,
  { project, name }: Config,
): Promise<number | null | 'refused'> {
  const query = new URLSearchParams({ project, config: name, page: '1', per_page: '1' });
  try {
    const { logs } = await get({ options, context, path: `/v3/configs/config/logs?${query}` }, logsSchema);
    const times = logs.map((entry) => Date.parse(entry.created_at)).filter((atMs) => !Number.isNaN(atMs));
    return times.length === 0 ? null : Math.max(...times);
  } catch (error) {
    // What may not be read is left out: the greatest of the others is still a lower bound.
    if (error instanceof RefusedAnswer && (error.answer.status === 403 || error.answer.status === 404))
      return 'refused';
    throw error;
  }
}

interface Get {
  readonly options: Options;
  readonly context: ProbeContext;
  readonly path: string;
}

async function get<Schema extends z.ZodType>(
  { options, context, path }: Get,
  schema: Schema,
): Promise<z.output<Schema>> {
  const headers = authorization(options.token.reveal());
  return (await context.http.json({ url: `${options.apiBase}${path}`, headers }, schema)).body;
}
