import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from './json.ts';
import { createOpenApi, type OpenApi } from './openapi.ts';

const FOLDER = process.env.KORA_SPECS_DIR ?? join(import.meta.dirname, '../../../shared/specs');

/** Whether the providers' specifications are here. They are test data of others and never enter this repository. */
export const haveSpecifications = existsSync(join(FOLDER, 'vercel.json'));

/** What a title says of a suite that is left out. */
export const WHY_SKIPPED = haveSpecifications
  ? ''
  : ` (skipped: no specifications in ${FOLDER}; set KORA_SPECS_DIR)`;

const opened = new Map<string, OpenApi>();

export function openSpecification(name: string): OpenApi {
  const known = opened.get(name);
  if (known !== undefined) return known;
  const document: unknown = JSON.parse(readSpecification(`${name}.json`));
  if (!isObject(document)) throw new Error(`${name}.json is no object`);
  const openApi = createOpenApi(document);
  opened.set(name, openApi);
  return openApi;
}

export function readSpecification(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}

/** Which specification describes a path of a provider; null when none does. */
export function specificationOf(provider: string, path: string): string | null {
  if (provider === 'supabase') {
    if (path.startsWith('/auth/v1/')) return 'supabase-auth';
    return path.startsWith('/v1/') ? 'supabase' : null;
  }
  if (provider === 'fly') return path.startsWith('/v1/') ? 'fly' : null;
  return provider;
}

/** The examples that a specification gives of an operation's good answers, as JSON. */
export function examplesOf(name: string, path: string): readonly JsonObject[] {
  const text = readSpecification(`${name}.json`);
  const document: unknown = JSON.parse(text);
  const found: JsonObject[] = [];
  collectExamples(pick(document, ['paths', path, 'get', 'responses', '200']), found);
  return found;
}

function pick(value: unknown, [key, ...rest]: readonly string[]): unknown {
  return key === undefined ? value : pick(isObject(value) ? value[key] : undefined, rest);
}

function collectExamples(value: unknown, into: JsonObject[]): void {
  for (const content of Object.values(pickObject(value, 'content'))) {
    for (const example of Object.values(pickObject(content, 'examples'))) {
      const text = isObject(example) ? example.value : undefined;
      const parsed: unknown = typeof text === 'string' ? JSON.parse(text) : text;
      if (isObject(parsed)) into.push(parsed);
    }
  }
}

function pickObject(value: unknown, key: string): JsonObject {
  const found = pick(value, [key]);
  return isObject(found) ? found : {};
}
