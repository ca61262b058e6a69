import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { compareServices } from '../contracts/heartbeat.ts';
import { errorCode, KoraError } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';
import type { KoraConfig } from './config.ts';
import { type Environment, variable } from './environment.ts';
import { type FileConfig, fileSchema } from './file-schema.ts';
import { loadMcpServers } from './mcp-file.ts';
import { buildMonitors } from './monitors.ts';
import { openAddressProblem } from './open-address.ts';
import { createProblems, describeIssues, type Problems } from './problems.ts';
import { environmentSecrets } from './providers-from-env.ts';
import { type Resolved, resolveReferences } from './references.ts';
import { readSettings } from './settings.ts';
import { buildSlos } from './slos.ts';
import { databaseUrlProblem, readStorage } from './storage-settings.ts';
import type { YamlFile } from './yaml-file.ts';

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
  /** Empty when the file as a whole has another shape; then that is among the problems. */
  readonly config: FileConfig;
  /** The entries of `monitors`, as far as there are any. */
  readonly monitors: readonly unknown[];
}

const FILE_KEYS = [
  'interval',
  'timeout',
  'server',
  'storage',
  'mcp',
  'log',
  'monitors',
  'host',
  'port',
  'token',
  'allowedHosts',
  'dataDir',
  'databaseUrl',
  'retention',
  'beats',
  'minutes',
  'hours',
  'days',
  'slos',
  'objective',
  'window',
  'bad',
  'config',
  'level',
];

/** Reads everything Kora is told; throws one `KoraError` (`configuration_invalid`) that lists every problem. */
export async function loadConfig({ env, cwd, file = true }: LoadOptions): Promise<KoraConfig> {
  const problems = createProblems();
  const warnings: string[] = [];
  const warn = (line: string) => warnings.push(line);
  const loaded = file ? await loadFile(env, cwd, problems) : null;
  const settings = readSettings(env, loaded?.config ?? {}, warn);
  const monitors = buildMonitors({ env, loaded, settings, problems, warn });
  const mcpPath = file ? findMcpFile(env, cwd, loaded) : null;
  const mcp = mcpPath === null ? { servers: [], secrets: [] } : loadMcpServers(mcpPath, env, problems);
  const storage = readStorage({ env, cwd, file: loaded?.config.storage, fileFolder: loaded?.folder ?? cwd });
  const badDatabase = databaseUrlProblem(storage);
  if (badDatabase !== null) problems.add(badDatabase);
  const slos = buildSlos({ loaded, monitors, problems });
  const open = openAddressProblem(settings.server);
  if (open !== null) problems.add(open);
  problems.throwIfAny();
  return {
    monitors: [...monitors].sort((a, b) => compareServices(a.name, b.name)),
    probeIntervalMs: settings.probeIntervalMs,
    mcpIntervalMs: settings.mcpIntervalMs,
    mcpServers: mcp.servers,
    server: settings.server,
    storage,
    slos,
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

async function loadFile(env: Environment, cwd: string, problems: Problems): Promise<LoadedFile | null> {
  const named = variable(env, 'KORA_CONFIG');
  const path = resolve(cwd, named ?? 'kora.yaml');
  const text = readIfThere(path, named !== null);
  if (text === null) return null;
  // Most installations have no file, and the parser would slow their start.
  const { parseYamlFile } = await import('./yaml-file.ts');
  const yaml = await parseYamlFile(basename(path), text);
  const resolved = resolveReferences(yaml.value, { env, folder: dirname(path) });
  for (const problem of resolved.problems) problems.add(`${yaml.place(problem.path)}: ${problem.text}`);
  if (typeof yaml.value === 'object' && yaml.value !== null) refuseLiteralSecrets(yaml, resolved, problems);
  const parsed = fileSchema.safeParse(resolved.value);
  for (const line of describeIssues(yaml, [], parsed.error?.issues ?? [], FILE_KEYS)) problems.add(line);
  return {
    folder: dirname(path),
    yaml,
    resolved,
    config: parsed.data ?? {},
    monitors: listEntries(resolved.value),
  };
}

function listEntries(root: unknown): readonly unknown[] {
  const monitors = typeof root === 'object' && root !== null && 'monitors' in root ? root.monitors : [];
  return Array.isArray(monitors) ? monitors : [];
}

function refuseLiteralSecrets(yaml: YamlFile, resolved: Resolved, problems: Problems): void {
  for (const [section, key] of SECRET_KEYS) {
    if (!hasText(resolved.value, section, key) || resolved.referring.has(`${section}.${key}`)) continue;
    problems.add(
      `${yaml.place([section, key])}: write a reference (\${env:NAME} or \${file:PATH}) instead of the secret itself`,
    );
  }
  for (const { name, path } of resolved.missing) {
    if (SECRET_KEYS.some(([section]) => path[0] === section))
      problems.add(`${yaml.place(path)}: ${name} is unset or empty`);
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
