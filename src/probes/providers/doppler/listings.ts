import { z } from 'zod';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import type { EpochMs } from '../../../lib/time.ts';
import type { JsonAnswer, ProbeHttp } from '../../define-probe.ts';
import type { DopplerOptions } from './options.ts';

const PER_PAGE = 100;
const MAX_PAGES = 50;

// Both are in every answer about a token; JSON without them comes from something else.
const meSchema = z.looseObject({
  type: z.string(),
  workplace: z.looseObject({ name: z.string().nullish() }),
  // What the token is called, and whose it is; never its preview.
  name: z.string().nullish().catch(null),
  principal: z.looseObject({ type: z.string().nullish() }).nullish().catch(null),
});
const projectsSchema = z.looseObject({
  projects: z.array(z.looseObject({ id: z.string(), slug: z.string().nullish() })),
});
const configsSchema = z.looseObject({
  configs: z.array(
    z.looseObject({ name: z.string(), root: z.boolean().nullish(), created_at: z.string().nullish() }),
  ),
});
const logsSchema = z.looseObject({ logs: z.array(z.looseObject({ created_at: z.string() })) });
const namesSchema = z.looseObject({ names: z.array(z.string()) });

export interface Config {
  readonly project: string;
  readonly name: string;
  /** Since it was made; null when Doppler does not tell. Ages are those of the moment when the answer came. */
  readonly ageMs: number | null;
}

/** Doppler as this probe reads it; never a secret's value. */
export interface Doppler {
  me(): Promise<{ readonly type: string; readonly workplace: string; readonly owner: string | null }>;
  /** The slugs of all projects; rejects when there are more pages than the cap. */
  projects(): Promise<readonly string[]>;
  /** The root configs: a branch config inherits, and the log of its root tells about the secrets themselves. */
  rootConfigs(project: string): Promise<readonly Config[]>;
  /** How old the newest entry of the log is; null for an empty log. */
  newestLogEntryAgeMs(config: Config): Promise<number | null>;
  /** Whether the config holds no secret of its own. */
  isEmpty(config: Config): Promise<boolean>;
}

export function openDoppler({ token, apiBase }: DopplerOptions, http: ProbeHttp): Doppler {
  async function get<Schema extends z.ZodType>(
    path: string,
    query: Readonly<Record<string, string>>,
    schema: Schema,
  ): Promise<JsonAnswer<z.output<Schema>>> {
    const headers = { authorization: `Bearer ${token.reveal()}` };
    const search = new URLSearchParams(query).toString();
    const url = `${apiBase}/v3/${path}${search === '' ? '' : `?${search}`}`;
    return await http.json({ url, headers }, schema);
  }

  const of = ({ project, name }: Config) => ({ project, config: name });

  return {
    async me() {
      const { type, workplace, name, principal } = (await get('me', {}, meSchema)).body;
      const owner = [name, principal?.type == null ? null : `(${principal.type})`].filter(
        (part) => part != null,
      );
      return {
        type,
        workplace: workplace.name ?? 'unknown',
        owner: owner.length === 0 ? null : owner.join(' '),
      };
    },
    projects: () =>
      readPages(async (page) => {
        const { body } = await get('projects', page, projectsSchema);
        return body.projects.map(({ id, slug }) => [id, slug ?? id] as const);
      }),
    async rootConfigs(project) {
      const configs = await readPages(async (page) => {
        const { body, answer } = await get('configs', { project, ...page }, configsSchema);
        return body.configs.map(({ name, root, created_at }) => {
          const config = { project, name, ageMs: ageMs(created_at, answer) };
          return [name, { config, root }] as const;
        });
      });
      return configs.filter(({ root }) => root !== false).map(({ config }) => config);
    },
    async newestLogEntryAgeMs(config) {
      const query = { ...of(config), page: '1', per_page: '1' };
      const { body, answer } = await get('configs/config/logs', query, logsSchema);
      const agesMs = body.logs.map((entry) => ageMs(entry.created_at, answer)).filter((age) => age !== null);
      return agesMs.length === 0 ? null : Math.min(...agesMs);
    },
    async isEmpty(config) {
      const query = { ...of(config), include_managed_secrets: 'false' };
      const { body } = await get('configs/config/secrets/names', query, namesSchema);
      // What Doppler itself puts into each config.
      return body.names.every((name) => /^DOPPLER_(?:PROJECT|ENVIRONMENT|CONFIG)$/.test(name));
    },
  };
}

/** Doppler tells neither a total nor a next page, and a lower cap than asked for looks like a last page: read until nothing new comes. */
async function readPages<Item>(
  read: (page: Readonly<Record<string, string>>) => Promise<readonly (readonly [string, Item])[]>,
): Promise<Item[]> {
  const byId = new Map<string, Item>();
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const before = byId.size;
    for (const [id, item] of await read({ page: String(page), per_page: String(PER_PAGE) }))
      byId.set(id, item);
    if (byId.size === before) return [...byId.values()];
  }
  // A total that may be too low is no total.
  throw new Error('more pages than expected');
}

// Long reads are paced over minutes, in which an age may pass a whole day: it is told as of its own answer.
function ageMs(createdAt: string | null | undefined, { receivedAtMs }: HttpAnswer): number | null {
  const atMs = utcMs(createdAt);
  return atMs === null ? null : receivedAtMs - atMs;
}

// Without a zone a time would be read as this machine's.
function utcMs(text: string | null | undefined): EpochMs | null {
  if (text === null || text === undefined) return null;
  const hasZone = /(?:z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes(':');
  const atMs = Date.parse(hasZone ? text : `${text}Z`);
  return Number.isNaN(atMs) ? null : atMs;
}
