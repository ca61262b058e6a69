import { z } from 'zod';
import { FIRST_SERVICES } from '../contracts/heartbeat.ts';
import { DEFAULT_DAMPING } from '../domain/judged-state.ts';
import type { AnyProbeDefinition } from '../probes/define-probe.ts';
import { PROBES } from '../probes/registry.gen.ts';
import type { MonitorConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { MONITOR_KEYS } from './file-schema.ts';
import { fitting } from './fitting.ts';
import { inWords } from './in-words.ts';
import { knownKeys } from './known-keys.ts';
import type { LoadedFile } from './load-config.ts';
import { buildFeed } from './monitor-feed.ts';
import { type Problems, suggestion, tellIssues } from './problems.ts';
import { checkEnvOptions, missingVariables, optionsFromEnv, setupSteps } from './providers-from-env.ts';
import type { Settings } from './settings.ts';
import type { Path } from './yaml-file.ts';

export interface MonitorsParts {
  readonly env: Environment;
  readonly loaded: LoadedFile | null;
  readonly settings: Settings;
  readonly isOffline: boolean;
  readonly problems: Problems;
  readonly warn: (line: string) => void;
}

export interface BuiltMonitors {
  readonly monitors: readonly MonitorConfig[];
  /** Names that the file gives to monitors of which no more can be made. */
  readonly brokenNames: readonly string[];
}

/** The first five from the environment, and what the file adds, changes or switches off. */
export function buildMonitors(parts: MonitorsParts): BuiltMonitors {
  const unsetByIndex = groupUnset(parts);
  const names = new Set<string>();
  const monitors: MonitorConfig[] = [];
  const brokenNames: string[] = [];
  for (const [index, value] of (parts.loaded?.monitors ?? []).entries()) {
    const path: Path = ['monitors', index];
    const entry = parseEntry(parts, value, path);
    if (entry === null) continue;
    const { name } = entry;
    if (name !== undefined && names.has(name))
      problemAt(parts, [...path, 'name'], `another monitor is named "${name}"`);
    if (name !== undefined) names.add(name);
    const monitor = fileMonitor(parts, { entry, path, unset: [...(unsetByIndex.get(index) ?? [])] });
    if (monitor === null) brokenNames.push(name ?? '');
    else if (entry.enabled !== false) monitors.push(monitor);
  }
  for (const definition of PROBES) {
    if (isFirstService(definition.type) && !names.has(definition.type))
      monitors.push(envMonitor(parts, definition));
  }
  return { monitors, brokenNames };
}

function isFirstService(name: string): boolean {
  return (FIRST_SERVICES as readonly string[]).includes(name);
}

/** The names of unset variables by the monitor that refers to them. */
function groupUnset({ loaded }: MonitorsParts): ReadonlyMap<number, ReadonlySet<string>> {
  const groups = new Map<number, Set<string>>();
  for (const { name, path } of loaded?.resolved.missing ?? []) {
    const index = path[1];
    if (path[0] !== 'monitors' || typeof index !== 'number') continue;
    groups.set(index, (groups.get(index) ?? new Set()).add(name));
  }
  return groups;
}

const entrySchema = z.looseObject(MONITOR_KEYS);
const partialEntrySchema = entrySchema.partial();
/** What fits of an entry; the rest is told, and left out so that all else can be checked as well. */
type Entry = z.output<typeof partialEntrySchema>;

function parseEntry({ loaded, problems }: MonitorsParts, value: unknown, path: Path): Entry | null {
  const parsed = entrySchema.safeParse(value, { error: inWords });
  if (parsed.success) return parsed.data;
  if (loaded !== null)
    tellIssues(problems, {
      yaml: loaded.yaml,
      base: path,
      issues: parsed.error.issues,
      knownAt: (inside) => knownKeys(entrySchema, inside),
    });
  return fitting(partialEntrySchema, value);
}

function envMonitor(parts: MonitorsParts, definition: AnyProbeDefinition): MonitorConfig {
  const { env, problems, warn, settings } = parts;
  const missing = missingVariables(definition, env);
  const raw = checkEnvOptions({ definition, raw: optionsFromEnv(definition, env), problems, warn });
  const options = missing.length > 0 ? null : (definition.schema.safeParse(raw).data ?? null);
  return {
    name: definition.type,
    definition,
    options,
    missing,
    setup: setupSteps(definition, env),
    intervalMs: settings.probeIntervalMs,
    timeoutMs: settings.timeoutMs,
    origin: 'environment',
    tags: [],
    damping: DEFAULT_DAMPING,
    feed: buildFeed({ ...parts, definition, given: undefined, options }),
  };
}

interface FileEntry {
  readonly entry: Entry;
  readonly path: Path;
  /** Variables that it refers to and that are unset. */
  readonly unset: readonly string[];
}

function fileMonitor(parts: MonitorsParts, { entry, path, unset }: FileEntry): MonitorConfig | null {
  const { env, problems, warn, settings } = parts;
  const { name = '' } = entry;
  const given = Object.fromEntries(
    Object.entries(entry).filter(([key]) => !Object.hasOwn(MONITOR_KEYS, key)),
  );
  const definition = findDefinition(parts, entry, path);
  refuseLiterals(parts, definition, { given, path });
  if (definition === null) return null;
  const inherits = name === definition.type && definition.kind === 'provider';
  if (isFirstService(name) && !inherits) {
    problemAt(
      parts,
      [...path, 'name'],
      `"${name}" is the name of the provider's own monitor; choose another`,
    );
  }
  const inherited = inherits
    ? checkEnvOptions({ definition, raw: optionsFromEnv(definition, env), problems, warn })
    : {};
  const missing = inherits ? [...unset, ...missingVariables(definition, env, given)] : unset;
  const raw = { ...inherited, ...given };
  const parsed = parseOptions(parts, definition, { raw, path, missing, isNamed: name !== '' });
  const options = missing.length > 0 ? null : parsed;
  return {
    name,
    definition,
    options,
    missing,
    setup: inherits ? setupSteps(definition, env) : [],
    intervalMs: entry.interval ?? definition.defaultIntervalMs ?? settings.probeIntervalMs,
    timeoutMs: entry.timeout ?? settings.timeoutMs,
    origin: 'file',
    fileOptions: Object.keys(given),
    tags: entry.tags ?? [],
    damping: entry.confirm ?? DEFAULT_DAMPING,
    feed: buildFeed({ ...parts, definition, given: entry.feed, options }),
  };
}

function findDefinition(parts: MonitorsParts, entry: Entry, path: Path): AnyProbeDefinition | null {
  const { provider, check } = entry;
  const [key, type] = provider === undefined ? ['check', check] : ['provider', provider];
  if (type === undefined || (provider !== undefined && check !== undefined)) {
    // One that is there and is no text has been told of.
    if (provider !== undefined || !isGiven(parts, path))
      problemAt(parts, path, 'says either provider (such as vercel) or check (such as http)');
    return null;
  }
  const kinds = PROBES.filter(({ kind }) => kind === key);
  const found = kinds.find((definition) => definition.type === type);
  if (found !== undefined) return found;
  const known = kinds.map((definition) => definition.type);
  problemAt(parts, [...path, key], `unknown ${key}${suggestion(type, known)} Known: ${known.join(', ')}.`);
  return null;
}

function isGiven({ loaded }: MonitorsParts, [, index]: Path): boolean {
  const entry = typeof index === 'number' ? loaded?.monitors[index] : undefined;
  return typeof entry === 'object' && entry !== null && ('provider' in entry || 'check' in entry);
}

interface EntryParts {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly path: Path;
  readonly missing: readonly string[];
  /** Without a name it is not known what the environment would bring. */
  readonly isNamed: boolean;
}

function parseOptions(
  { loaded, problems }: MonitorsParts,
  definition: AnyProbeDefinition,
  { raw, path, missing, isNamed }: EntryParts,
): unknown {
  const parsed = definition.schema.safeParse(raw, { error: inWords });
  if (parsed.success) return parsed.data;
  if (loaded === null) return null;
  const isSure = ({ code, path: [option] }: z.core.$ZodIssue) =>
    code === 'unrecognized_keys' ||
    // What an unset variable left out is told as missing, not as wrong.
    (missing.length === 0 && (isNamed || !isLeftToVariable(definition, raw, option)));
  tellIssues(problems, {
    yaml: loaded.yaml,
    base: path,
    issues: parsed.error.issues.filter(isSure),
    knownAt: (inside) => [
      ...(inside.length === 0 ? Object.keys(MONITOR_KEYS) : []),
      ...knownKeys(definition.schema, inside),
    ],
  });
  return null;
}

function isLeftToVariable(
  { variables }: AnyProbeDefinition,
  raw: Readonly<Record<string, unknown>>,
  option: PropertyKey | undefined,
): boolean {
  return typeof option === 'string' && Object.hasOwn(variables, option) && !Object.hasOwn(raw, option);
}

const ALL_SECRET_OPTIONS = new Set(PROBES.flatMap((definition) => secretOptions(definition)));

function secretOptions({ variables }: AnyProbeDefinition): string[] {
  return Object.entries(variables).flatMap(([option, { secret }]) => (secret ? [option] : []));
}

// A secret in a file that is shared and committed is a leak waiting to happen, whatever probe it is meant for.
function refuseLiterals(
  parts: MonitorsParts,
  definition: AnyProbeDefinition | null,
  { given, path }: { given: Readonly<Record<string, unknown>>; path: Path },
): void {
  const options = definition === null ? [...ALL_SECRET_OPTIONS] : secretOptions(definition);
  const declared = options.filter((option) => typeof given[option] === 'string').map((option) => [option]);
  for (const inside of [...declared, ...(definition?.secretPlaces?.(given) ?? [])]) {
    const place = [...path, ...inside];
    if (parts.loaded?.resolved.referring.has(place.join('.'))) continue;
    problemAt(parts, place, 'write a reference (${env:NAME} or ${file:PATH}) instead of the secret itself');
  }
}

function problemAt({ loaded, problems }: MonitorsParts, path: Path, text: string): void {
  if (loaded !== null) problems.at(loaded.yaml.place(path), text);
}
