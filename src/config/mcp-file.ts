import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';
import type { McpServerConfig } from './config.ts';
import { type Environment, variable } from './environment.ts';
import { inWords } from './in-words.ts';
import type { Problems } from './problems.ts';

// The ecosystem's own file: other tools add keys of theirs, so only what is needed is looked at.
const switchSchema = z.looseObject({ disabled: z.boolean().optional(), enabled: z.boolean().optional() });
const serverSchema = switchSchema.extend({
  type: z.string().optional(),
  // Some tools call the type so; others mean something else by it.
  transport: z.string().optional().catch(undefined),
  command: z.string().min(1).optional(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().optional(),
  url: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  allowedToolsRegex: z.string().optional(),
});
const fileSchema = z.looseObject({ mcpServers: z.record(z.string(), z.unknown()) });
const SECRET_NAME = /auth|cookie|token|secret|key|session|password/i;
type ServerEntry = z.output<typeof serverSchema>;

export interface LoadedMcp {
  readonly servers: readonly McpServerConfig[];
  readonly secrets: readonly Secret[];
}

export interface McpFileParts {
  readonly env: Environment;
  readonly problems: Problems;
  readonly warn: (line: string) => void;
}

/**
 * Reads `{"mcpServers": {...}}`; every problem goes to `problems`, and a broken entry is left out. So is one that the file
 * switches off: no tool starts it, so this installation does not use it.
 */
export function loadMcpServers(path: string, { env, problems, warn }: McpFileParts): LoadedMcp {
  const name = basename(path);
  const json = readJson(path, name, problems);
  if (json === null) return { servers: [], secrets: [] };
  const root = fileSchema.safeParse(json);
  if (!root.success) {
    problems.add(`${name}: has no object "mcpServers"`);
    return { servers: [], secrets: [] };
  }
  const secrets: Secret[] = [];
  const servers = Object.entries(root.data.mcpServers).flatMap(([server, value]) => {
    const place = `${name}: mcpServers.${server}`;
    if (isSwitchedOff(value)) return [];
    const parsed = serverSchema.safeParse(value, { error: inWords });
    if (parsed.success)
      return toServer({ name: server, place, entry: parsed.data, env, problems, warn, secrets });
    for (const issue of parsed.error.issues)
      problems.add(`${[place, ...issue.path.map(String)].join('.')}: ${issue.message}`);
    return [];
  });
  return { servers, secrets };
}

function isSwitchedOff(value: unknown): boolean {
  const { disabled = false, enabled = true } = switchSchema.safeParse(value).data ?? {};
  return disabled || !enabled;
}

// `http`, `streamable-http` and `streamableHttp` are the same; without a type the keys tell which it is.
const HTTP_TYPE = /^(?:streamable[-_]?)?http$/i;
const SHOWN_TYPE = /^[\w-]{1,30}$/;

/** The type of an address that Kora cannot speak to; null when it can. */
function unsupportedType({ type, transport }: ServerEntry): string | null {
  const named = type ?? transport;
  if (named === undefined || HTTP_TYPE.test(named)) return null;
  return SHOWN_TYPE.test(named) ? named : 'unknown';
}

interface EntryParts extends McpFileParts {
  readonly name: string;
  readonly place: string;
  readonly entry: ServerEntry;
  readonly secrets: Secret[];
}

function toServer({ name, place, entry, env, problems, warn, secrets }: EntryParts): McpServerConfig[] {
  const references: string[] = [];
  const resolve = (text: string) => {
    let refers = false;
    const value = text.replace(/\$\{(?:env:)?([A-Za-z_]\w*)\}/g, (_match, variableName: string) => {
      refers = true;
      references.push(variableName);
      return variable(env, variableName) ?? '';
    });
    if (refers) secrets.push(new Secret(value));
    return value;
  };
  const resolveAll = (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => {
        const secret = new Secret(resolve(value));
        // Spelled out instead of referred to, it is a credential all the same when its name says so.
        if (SECRET_NAME.test(key)) secrets.push(secret);
        return [key, secret];
      }),
    );
  const regex = entry.allowedToolsRegex ?? null;
  if (regex !== null && !isRegex(regex))
    problems.add(`${place}.allowedToolsRegex: is not a regular expression`);
  const headers = resolveAll(entry.headers);
  const serverEnv = resolveAll(entry.env);
  const url = entry.url === undefined ? undefined : resolve(entry.url);
  if (url !== undefined && !/^https?:\/\//.test(url))
    problems.add(`${place}.url: is not an http or https address`);
  // With several, the one that is missing is the one to be told.
  const authTokenEnv = references.find((it) => variable(env, it) === null) ?? references[0] ?? '';
  const base = {
    name,
    authTokenEnv,
    authTokenPresent: authTokenEnv !== '' && variable(env, authTokenEnv) !== null,
    allowedToolsRegex: regex,
  };
  const unsupported = unsupportedType(entry);
  if (url !== undefined && unsupported !== null) {
    warn(`${place}: the type ${unsupported} is not supported; it is listed, but not looked at`);
    return [{ ...base, transport: 'unsupported', type: unsupported, url }];
  }
  if (url !== undefined) return [{ ...base, transport: 'streamable_http', url, headers }];
  if (entry.command !== undefined) {
    const { command, args, cwd = null } = entry;
    return [{ ...base, transport: 'stdio', command, args, env: serverEnv, cwd }];
  }
  problems.add(`${place}: has neither a command nor a url`);
  return [];
}

function readJson(path: string, name: string, problems: Problems): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    problems.add(
      `${name}: ${errorCode(error) === null ? 'is not valid JSON' : `cannot be read (${errorCode(error)})`}`,
    );
    return null;
  }
}

function isRegex(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
