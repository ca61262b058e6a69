import { z } from 'zod';
import { FIRST_SERVICES } from '../contracts/heartbeat.ts';
import { DEFAULT_DAMPING } from '../domain/judged-state.ts';
import type { AnyProbeDefinition } from '../probes/define-probe.ts';
import { PROBES } from '../probes/registry.gen.ts';
import type { MonitorConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { MONITOR_KEYS } from './file-schema.ts';
import type { LoadedFile } from './load-config.ts';
import { describeIssues, type Problems, suggestion } from './problems.ts';
import { checkEnvOptions, missingVariables, optionsFromEnv, setupSteps } from './providers-from-env.ts';
import type { Settings } from './settings.ts';
import type { Path } from './yaml-file.ts';

export interface MonitorsParts {
  readonly env: Environment;
  readonly loaded: LoadedFile | null;
  readonly settings: Settings;
  readonly problems: Problems;
  readonly warn: (line: string) => void;
}

/** The first five from the environment, and what the file adds, changes or switches off. */
export function buildMonitors(parts: MonitorsParts): readonly MonitorConfig[] {
  const unsetByIndex = groupUnset(parts);
  const names = new Set<string>();
  const monitors: MonitorConfig[] = [];
  for (const [index, value] of (parts.loaded?.monitors ?? []).entries()) {
    const path: Path = ['monitors', index];
    const entry = parseEntry(parts, value, path);
    if (entry === null) continue;
    if (names.has(entry.name))
      problemAt(parts, [...path, 'name'], `another monitor is named "${entry.name}"`);
    names.add(entry.name);
    const monitor = fileMonitor(parts, { entry, path, unset: [...(unsetByIndex.get(index) ?? [])] });
    if (monitor !== null && entry.enabled !== false) monitors.push(monitor);
  }
  for (const definition of PROBES) {
    if (isFirstService(definition.type) && !names.has(definition.type))
      monitors.push(envMonitor(parts, definition));
  }
  return monitors;
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
type Entry = z.output<typeof entrySchema>;

function parseEntry({ loaded, problems }: MonitorsParts, value: unknown, path: Path): Entry | null {
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const known = Object.keys(MONITOR_KEYS);
  for (const line of loaded === null ? [] : describeIssues(loaded.yaml, path, parsed.error.issues, known))
    problems.add(line);
  return null;
}

function envMonitor(parts: MonitorsParts, definition: AnyProbeDefinition): MonitorConfig {
  const { env, problems, warn, settings } = parts;
  const missing = missingVariables(definition, env);
  const raw = checkEnvOptions({ definition, raw: optionsFromEnv(definition, env), problems, warn });
  return {
    name: definition.type,
    definition,
    options: missing.length > 0 ? null : (definition.schema.safeParse(raw).data ?? null),
    missing,
    setup: setupSteps(definition, env),
    intervalMs: settings.probeIntervalMs,
    timeoutMs: settings.timeoutMs,
    origin: 'environment',
    tags: [],
    damping: DEFAULT_DAMPING,
  };
}

interface FileEntry {
  readonly entry: Entry;
  readonly path: Path;
  /** Variables that it refers to and that are unset. */
  readonly unset: readonly string[];
}

function fileMonitor(parts: MonitorsParts, { entry, path, unset }: FileEntry): MonitorConfig | null {
  const definition = findDefinition(parts, entry, path);
  if (definition === null) return null;
  const { env, problems, warn, settings } = parts;
  const given = Object.fromEntries(
    Object.entries(entry).filter(([key]) => !Object.hasOwn(MONITOR_KEYS, key)),
  );
  const inherits = entry.name === definition.type && definition.kind === 'provider';
  if (isFirstService(entry.name) && !inherits) {
    problemAt(
      parts,
      [...path, 'name'],
      `"${entry.name}" is the name of the provider's own monitor; choose another`,
    );
  }
  const inherited = inherits
    ? checkEnvOptions({ definition, raw: optionsFromEnv(definition, env), problems, warn })
    : {};
  const missing = inherits ? [...unset, ...missingVariables(definition, env, given)] : unset;
  refuseLiterals(parts, definition, { given, path });
  const options = parseOptions(parts, definition, { raw: { ...inherited, ...given }, path, missing });
  return {
    name: entry.name,
    definition,
    options: missing.length > 0 ? null : options,
    missing,
    setup: inherits ? setupSteps(definition, env) : [],
    intervalMs: entry.interval ?? definition.defaultIntervalMs ?? settings.probeIntervalMs,
    timeoutMs: entry.timeout ?? settings.timeoutMs,
    origin: 'file',
    tags: entry.tags ?? [],
    damping: entry.confirm ?? DEFAULT_DAMPING,
  };
}

function findDefinition(
  parts: MonitorsParts,
  { provider, check }: Entry,
  path: Path,
): AnyProbeDefinition | null {
  const [key, type] = provider === undefined ? ['check', check] : ['provider', provider];
  if (type === undefined || (provider !== undefined && check !== undefined)) {
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

interface EntryParts {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly path: Path;
  readonly missing: readonly string[];
}

function parseOptions(
  parts: MonitorsParts,
  definition: AnyProbeDefinition,
  { raw, path, missing }: EntryParts,
): unknown {
  const parsed = definition.schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const yaml = parts.loaded?.yaml;
  if (yaml === undefined) return null;
  const known = [...Object.keys(MONITOR_KEYS), ...schemaKeys(definition)];
  // What an unset variable left out is told as missing, not as wrong.
  const issues = parsed.error.issues.filter(
    (issue) => missing.length === 0 || issue.code === 'unrecognized_keys',
  );
  for (const line of describeIssues(yaml, path, issues, known)) parts.problems.add(line);
  return null;
}

function schemaKeys(definition: AnyProbeDefinition): string[] {
  const shape: unknown = 'shape' in definition.schema ? definition.schema.shape : {};
  return typeof shape === 'object' && shape !== null ? Object.keys(shape) : [];
}

// A secret in a file that is shared and committed is a leak waiting to happen.
function refuseLiterals(
  parts: MonitorsParts,
  definition: AnyProbeDefinition,
  { given, path }: { given: Readonly<Record<string, unknown>>; path: Path },
): void {
  const declared = Object.entries(definition.variables).flatMap(([option, { secret }]) =>
    secret && typeof given[option] === 'string' ? [[option]] : [],
  );
  for (const inside of [...declared, ...(definition.secretPlaces?.(given) ?? [])]) {
    const place = [...path, ...inside];
    if (parts.loaded?.resolved.referring.has(place.join('.'))) continue;
    problemAt(parts, place, 'write a reference (${env:NAME} or ${file:PATH}) instead of the secret itself');
  }
}

function problemAt({ loaded, problems }: MonitorsParts, path: Path, text: string): void {
  if (loaded !== null) problems.add(`${loaded.yaml.place(path)}: ${text}`);
}
