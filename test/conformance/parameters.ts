import { isObject, type JsonObject } from './json.ts';
import type { CheckSchema, Operation, SentRequest } from './openapi.ts';

interface Parameter {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  readonly schema: JsonObject;
}

/** Unknown, missing, repeated and wrongly typed parameters of the path and the query. */
export function checkParameters(
  { parameters, pathValues }: Operation,
  { query }: SentRequest,
  check: CheckSchema,
): string[] {
  const known = parameters.flatMap(readParameter);
  const inQuery = known.filter(({ place }) => place === 'query');
  const unknown = [...new Set(query.keys())]
    .filter((name) => !inQuery.some((parameter) => parameter.name === name))
    .map((name) => `query ${name}: no such parameter`);
  const values = [
    ...inQuery.map((parameter) => ({ parameter, texts: query.getAll(parameter.name) })),
    ...known
      .filter(({ place }) => place === 'path')
      .map((parameter) => ({ parameter, texts: [decodeURIComponent(pathValues[parameter.name] ?? '')] })),
  ];
  return [...unknown, ...values.flatMap(({ parameter, texts }) => checkValues(parameter, texts, check))];
}

function readParameter(value: unknown): Parameter[] {
  if (!isObject(value) || typeof value.name !== 'string' || typeof value.in !== 'string') return [];
  const schema = isObject(value.schema) ? value.schema : {};
  return [{ name: value.name, place: value.in, required: value.required === true, schema }];
}

function checkValues(
  { name, place, required, schema }: Parameter,
  texts: readonly string[],
  check: CheckSchema,
) {
  const told = (problem: string) => `${place} ${name}: ${problem}`;
  if (texts.length === 0) return required ? [told('missing')] : [];
  // Without a style, a list is written by repeating the name (OpenAPI, "Style Values": form, exploded).
  if (schema.type === 'array') {
    const items = isObject(schema.items) ? schema.items : {};
    return check(
      schema,
      texts.map((text) => readText(items, text)),
    ).map(told);
  }
  if (texts.length > 1) return [told('more than once')];
  return check(schema, readText(schema, texts[0] ?? '')).map(told);
}

// A text of the query as the value that it stands for; text that is none stays text, which the schema then refuses.
function readText({ type, anyOf }: JsonObject, text: string): unknown {
  const isNumeric = /^-?\d+(?:\.\d+)?$/.test(text);
  if (isNumeric && (type === 'number' || type === 'integer' || Array.isArray(anyOf))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
