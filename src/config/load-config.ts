import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { compareServices } from '../contracts/heartbeat.ts';
import { DEFAULT_BUDGET_SHARE } from '../domain/probe-budget.ts';
import { errorCode, KoraError } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';
import { readAttribution } from './attribution-settings.ts';
import type { KoraConfig, StorageConfig } from './config.ts';
import { type Environment, variable } from './environment.ts';
import { type FileConfig, fileSchema } from './file-schema.ts';
import { fitting } from './fitting.ts';
import { inWords } from './in-words.ts';
import { knownKeys } from './known-keys.ts';
import { loadMcpServers } from './mcp-file.ts';
import { buildMonitors } from './monitors.ts';
import { findOpenAddressProblem } from './open-address.ts';
import { createProblems, type Problems, tellIssues } from './problems.ts';
import { environmentSecrets } from './providers-from-env.ts';
import { type Resolved, resolveReferences } from './references.ts';
import { readSettings, type Settings } from './settings.ts';
import { buildSlos } from './slos.ts';
import { databaseUrlProblem, readStorage } from './storage-settings.ts';
import type { Path, YamlFile } from './yaml-file.ts';

export interface LoadOptions {
  readonly env: Environment;
  readonly cwd: string;
  /** false reads no file at all. Default: `KORA_CONFIG`, or `kora.yaml` in `cwd` when there is one. */
  readonly file?: boolean;
}

/** A configuration file after its references were put in. */
export interface LoadedFile {
  readonly folder: string;
  readonly yaml: YamlFile;
  readonly resolved: Resolved;
  /** What of it fits; the rest is among the problems. */
  readonly config: FileConfig;
  /** The entries of `monitors` and `slos`, as far as there are any. */
  readonly monitors: readonly unknown[];
  readonly slos: readonly unknown[];
}

/** Reads everything Kora is told; throws one `KoraError` (`configuration_invalid`) that lists every problem. */
export async function loadConfig({ env, cwd, file = true }: LoadOptions): Promise<KoraConfig> {
  const problems = createProblems();
  const warnings: string[] = [];
  const warn = (line: string) => warnings.push(line);
  const read = file ? await readFile(env, cwd, problems) : 'none';
  const loaded = typeof read === 'string' ? null : read;
  const settings = readSettings(env, loaded?.config ?? {}, warn);
  const attribution = readAttribution({ env, file: loaded?.config.attribution, problems });
  const { isOffline } = attribution;
  const { monitors, brokenNames } = buildMonitors({ env, loaded, settings, isOffline, problems, warn });
  const mcpPath = file ? findMcpFile(env, cwd, loaded) : null;
  const mcp =
    mcpPath === null ? { servers: [], secrets: [] } : loadMcpServers(mcpPath, { env, problems, warn });
  const storage = readStorage({ env, cwd, file: loaded?.config.storage, fileFolder: loaded?.folder ?? cwd });
  const slos = buildSlos({ loaded, monitors, brokenNames, problems });
  // Of a file that cannot be read it is not known what it says of these.
  if (read !== 'unreadable') tellOfServices({ env, loaded, settings, storage, problems });
  problems.throwIfAny();
  return {
    monitors: [...monitors].sort((a, b) => compareServices(a.name, b.name)),
    probeIntervalMs: settings.probeIntervalMs,
    mcpIntervalMs: settings.mcpIntervalMs,
    feedIntervalMs: settings.feedIntervalMs,
    mcpServers: mcp.servers,
    server: settings.server,
    storage,
    slos,
    attribution,
    budgetShare: readBudgetShare(loaded?.config.budget),
    logLevel: settings.logLevel,
    warnings,
    secrets: [
      ...environmentSecrets(env),
      ...(loaded?.resolved.secrets ?? []).map((value) => new Secret(value)),
      ...passwordOf(storage.databaseUrl),
      ...mcp.secrets,
    ],
  };
}

function readBudgetShare(budget: FileConfig['budget']): number {
  return budget?.percent === undefined ? DEFAULT_BUDGET_SHARE : budget.percent / 100;
}

interface ServicesParts {
  readonly env: Environment;
  readonly loaded: LoadedFile | null;
  readonly settings: Settings;
  readonly storage: StorageConfig;
  readonly problems: Problems;
}

/** The cross-checks of what may come from the environment or from the file: each is told where it is to be mended. */
function tellOfServices({ env, loaded, settings, storage, problems }: ServicesParts): void {
  const tell = (name: string, path: Path, text: string) => {
    if (variable(env, name) === null && loaded !== null) problems.at(loaded.yaml.place(path), text);
    else problems.add(`${name}: ${text}`);
  };
  const badDatabase = databaseUrlProblem(storage);
  if (badDatabase !== null) tell('KORA_DATABASE_URL', ['storage', 'databaseUrl'], badDatabase);
  const open = findOpenAddressProblem(settings.server);
  if (open?.option === 'token') tell('KORA_API_TOKEN', ['server', 'token'], open.text);
  // A token that does not fit is told of by itself.
  const isTokenTold = hasText(loaded?.resolved.value, 'server', 'token');
  if (open?.option === 'host' && !isTokenTold) tell('KORA_WEB_HOST', ['server', 'host'], open.text);
}

// An error of the database may name the password without the address around it.
function passwordOf(databaseUrl: Secret | null): readonly Secret[] {
  const password = databaseUrl === null ? '' : (URL.parse(databaseUrl.reveal())?.password ?? '');
  return password === '' ? [] : [new Secret(decodeURIComponent(password))];
}

/** Paths of the environment start from the working folder, those of a file from the file's own. */
function findMcpFile(env: Environment, cwd: string, loaded: LoadedFile | null): string | null {
  const fromEnv = variable(env, 'KORA_MCP_CONFIG');
  if (fromEnv !== null) return resolve(cwd, fromEnv);
  const fromFile = loaded?.config.mcp?.config;
  return loaded === null || fromFile === undefined ? null : resolve(loaded.folder, fromFile);
}

/** The file; `none` when there is none, `unreadable` when why not is among the problems. */
async function readFile(
  env: Environment,
  cwd: string,
  problems: Problems,
): Promise<LoadedFile | 'none' | 'unreadable'> {
  try {
    return (await loadFile(env, cwd, problems)) ?? 'none';
  } catch (error) {
    if (!(error instanceof KoraError)) throw error;
    for (const problem of error.problems) problems.add(problem);
    return 'unreadable';
  }
}

async function findFile(env: Environment, cwd: string): Promise<{ path: string; yaml: YamlFile } | null> {
  const named = variable(env, 'KORA_CONFIG');
  const path = resolve(cwd, named ?? 'kora.yaml');
  const text = readIfThere(path, named !== null);
  if (text === null) return null;
  // Most installations have no file, and the parser would slow their start.
  const { parseYamlFile } = await import('./yaml-file.ts');
  return { path, yaml: await parseYamlFile(basename(path), text) };
}

async function loadFile(env: Environment, cwd: string, problems: Problems): Promise<LoadedFile | null> {
  const found = await findFile(env, cwd);
  if (found === null) return null;
  const { path, yaml } = found;
  const resolved = resolveReferences(yaml.value, { env, folder: dirname(path) });
  for (const problem of resolved.problems) problems.at(yaml.place(problem.path), problem.text);
  if (typeof yaml.value === 'object' && yaml.value !== null) refuseLiteralSecrets(yaml, resolved, problems);
  const { data, error } = fileSchema.safeParse(resolved.value, { error: inWords });
  const knownAt = (inside: Path) => knownKeys(fileSchema, inside);
  if (error !== undefined) tellIssues(problems, { yaml, base: [], issues: error.issues, knownAt });
  return {
    folder: dirname(path),
    yaml,
    resolved,
    config: data ?? fitting(fileSchema, resolved.value) ?? {},
    monitors: listEntries(resolved.value, 'monitors'),
    slos: listEntries(resolved.value, 'slos'),
  };
}

function listEntries(root: unknown, key: 'monitors' | 'slos'): readonly unknown[] {
  const entries: unknown =
    typeof root === 'object' && root !== null ? Object.entries(root).find(([name]) => name === key)?.[1] : [];
  return Array.isArray(entries) ? entries : [];
}

function refuseLiteralSecrets(yaml: YamlFile, resolved: Resolved, problems: Problems): void {
  for (const [section, key] of SECRET_KEYS) {
    if (!hasText(resolved.value, section, key) || resolved.referring.has(`${section}.${key}`)) continue;
    problems.at(
      yaml.place([section, key]),
      'write a reference (${env:NAME} or ${file:PATH}) instead of the secret itself',
    );
  }
  for (const { name, path } of resolved.missing) {
    if (SECRET_KEYS.some(([section]) => path[0] === section))
      problems.at(yaml.place(path), `${name} is unset or empty`);
  }
}

const SECRET_KEYS = [
  ['server', 'token'],
  ['storage', 'databaseUrl'],
] as const;

function hasText(root: unknown, section: string, key: string): boolean {
  const part = typeof root === 'object' && root !== null ? (root as Record<string, unknown>)[section] : null;
  return typeof part === 'object' && part !== null && key in part;
}

function readIfThere(path: string, required: boolean): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!required && errorCode(error) === 'ENOENT') return null;
    throw new KoraError('configuration_invalid', 'the configuration is not valid', {
      problems: [
        `${join(dirname(path), basename(path))}: cannot be read (${errorCode(error) ?? 'unknown error'})`,
      ],
    });
  }
}
