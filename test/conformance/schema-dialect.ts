import { isObject, type JsonObject } from './json.ts';

// Words of OpenAPI that JSON Schema does not know or understands otherwise.
const LEFT_OUT: ReadonlySet<string> = new Set([
  'nullable',
  'example',
  'examples',
  'discriminator',
  'xml',
  'externalDocs',
]);
const SCHEMA_MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs']);
const SCHEMA_LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SCHEMAS: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'not']);

const CLOSED = '#/components/';
const OPEN = '#/openComponents/';

/**
 * A schema of OpenAPI 3.0 or 3.1 as JSON Schema 2020-12. Stricter than it was written: a property that it does not
 * describe is a problem, since most of these specifications require nothing. What it refers to, `toDefinitions` gives.
 */
export function toJsonSchema(schema: JsonObject): JsonObject {
  return convert(schema, 'closed');
}

/** The components of a specification as they lie beside every schema of `toJsonSchema`. */
export function toDefinitions(components: JsonObject): JsonObject {
  return {
    components: convertComponents(components, 'closed'),
    openComponents: convertComponents(components, 'open'),
  };
}

type Mode = 'closed' | 'open';

function convertComponents(components: JsonObject, mode: Mode): JsonObject {
  const schemas = isObject(components.schemas) ? components.schemas : {};
  return { schemas: mapValues(schemas, (schema) => convertAny(schema, mode)) };
}

function convertAny(value: unknown, mode: Mode): unknown {
  return isObject(value) ? convert(value, mode) : value;
}

function convert(schema: JsonObject, mode: Mode): JsonObject {
  const parts =
    mode === 'open' || schema.allOf !== undefined || schema.properties !== undefined ? 'open' : 'closed';
  const entries = Object.entries(schema)
    .filter(([key]) => !LEFT_OUT.has(key))
    .map(([key, value]) => [key, convertKeyword(key, value, { mode, parts })] as const);
  const converted = { ...Object.fromEntries(entries), ...(mode === 'closed' ? closing(schema) : {}) };
  return schema.nullable === true ? orNull(converted) : converted;
}

function convertKeyword(key: string, value: unknown, { mode, parts }: { mode: Mode; parts: Mode }): unknown {
  if (key === '$ref' && typeof value === 'string')
    return mode === 'open' ? value.replace(CLOSED, OPEN) : value;
  if (SCHEMA_MAPS.has(key) && isObject(value)) return mapValues(value, (it) => convertAny(it, 'closed'));
  if (SCHEMA_LISTS.has(key) && Array.isArray(value)) return value.map((it) => convertAny(it, parts));
  return SCHEMAS.has(key) ? convertAny(value, 'closed') : value;
}

// What several schemas describe together is closed around them and not in each.
function closing(schema: JsonObject): JsonObject {
  if (schema.additionalProperties !== undefined) return {};
  if (schema.allOf !== undefined) return { unevaluatedProperties: false };
  if (schema.properties === undefined) return {};
  const isComposed = schema.oneOf !== undefined || schema.anyOf !== undefined;
  return isComposed ? { unevaluatedProperties: false } : { additionalProperties: false };
}

function orNull(schema: JsonObject): JsonObject {
  const { type, enum: values } = schema;
  if (typeof type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    type: [type, 'null'],
    ...(Array.isArray(values) && !values.includes(null) ? { enum: [...values, null] } : {}),
  };
}

function mapValues(object: JsonObject, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
