import { FIRST_SERVICES } from '../contracts/heartbeat.ts';
import type { AnyProbeDefinition } from '../probes/define-probe.ts';
import { PROBES } from '../probes/registry.gen.ts';
import type { MonitorConfig } from './config.ts';
import type { Environment } from './environment.ts';
import { type FileMonitor, MONITOR_KEYS } from './file-schema.ts';
import type { LoadedFile } from './load-config.ts';
import { describeIssues, type Problems, suggestion } from './problems.ts';
import { missingVariables, optionsFromEnv, parseEnvOptions, setupSteps } from './providers-from-env.ts';
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
  const monitors = new Map<string, MonitorConfig | null>();
  for (const [index, entry] of (parts.loaded?.config.monitors ?? []).entries()) {
    const path: Path = ['monitors', index];
    if (monitors.has(entry.name))
      problemAt(parts, [...path, 'name'], `another monitor is named "${entry.name}"`);
    monitors.set(entry.name, entry.enabled === false ? null : fileMonitor(parts, entry, path));
  }
  for (const definition of PROBES) {
    if ((FIRST_SERVICES as readonly string[]).includes(definition.type) && !monitors.has(definition.type)) {
      monitors.set(definition.type, envMonitor(parts, definition));
    }
  }
  return [...monitors.values()].filter((monitor) => monitor !== null);
}

function envMonitor(parts: MonitorsParts, definition: AnyProbeDefinition): MonitorConfig {
  const { env, problems, warn, settings } = parts;
  const missing = missingVariables(definition, env);
  const raw = optionsFromEnv(definition, env);
  return {
    name: definition.type,
    definition,
    options: missing.length > 0 ? null : parseEnvOptions({ definition, raw, problems, warn }),
    missing,
    setup: setupSteps(definition, env),
    intervalMs: settings.probeIntervalMs,
    timeoutMs: settings.timeoutMs,
    origin: 'environment',
  };
}

function fileMonitor(parts: MonitorsParts, entry: FileMonitor, path: Path): MonitorConfig | null {
  const definition = findDefinition(parts, entry, path);
  if (definition === null) return null;
  const given = Object.fromEntries(
    Object.entries(entry).filter(([key]) => !Object.hasOwn(MONITOR_KEYS, key)),
  );
  const inherits = entry.name === definition.type && definition.kind === 'provider';
  const raw = inherits ? { ...optionsFromEnv(definition, parts.env), ...given } : given;
  const unset = unsetReferences(parts, path);
  const missing = inherits ? [...unset, ...missingVariables(definition, parts.env, given)] : unset;
  refuseLiterals(parts, definition, { given, path });
  const options = parseOptions(parts, definition, { raw, path, missing });
  return {
    name: entry.name,
    definition,
    options: missing.length > 0 ? null : options,
    missing,
    setup: inherits ? setupSteps(definition, parts.env) : [],
    intervalMs: entry.interval ?? definition.defaultIntervalMs ?? parts.settings.probeIntervalMs,
    timeoutMs: entry.timeout ?? parts.settings.timeoutMs,
    origin: 'file',
  };
}

function findDefinition(
  parts: MonitorsParts,
  { provider, check }: FileMonitor,
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

function unsetReferences({ loaded }: MonitorsParts, path: Path): string[] {
  const inside = (loaded?.resolved.missing ?? []).filter((it) =>
    path.every((part, i) => it.path[i] === part),
  );
  return [...new Set(inside.map(({ name }) => name))];
}

// A secret in a file that is shared and committed is a leak waiting to happen.
function refuseLiterals(
  parts: MonitorsParts,
  definition: AnyProbeDefinition,
  { given, path }: { given: Readonly<Record<string, unknown>>; path: Path },
): void {
  for (const [option, { secret }] of Object.entries(definition.variables)) {
    const place = [...path, option];
    if (!secret || typeof given[option] !== 'string' || parts.loaded?.resolved.referring.has(place.join('.')))
      continue;
    problemAt(parts, place, 'write a reference (${env:NAME} or ${file:PATH}) instead of the secret itself');
  }
}

function problemAt({ loaded, problems }: MonitorsParts, path: Path, text: string): void {
  if (loaded !== null) problems.add(`${loaded.yaml.place(path)}: ${text}`);
}
