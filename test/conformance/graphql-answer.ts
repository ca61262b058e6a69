import {
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type SelectionSetNode,
} from 'graphql';
import { isObject } from './json.ts';

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;
const PRIMITIVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  Int: (value) => Number.isInteger(value),
  Float: (value) => typeof value === 'number',
  Boolean: (value) => typeof value === 'boolean',
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  ISO8601DateTime: (value) => typeof value === 'string' && ISO_TIME.test(value),
};

/** One line for each place where `data` is not what the schema gives for this query; fields that nobody asked for too. */
export function checkGraphqlData(schema: GraphQLSchema, document: DocumentNode, data: unknown): string[] {
  const query = schema.getQueryType();
  const [operation] = document.definitions;
  if (query == null || operation?.kind !== 'OperationDefinition') return ['there is no query'];
  return checkValue({ type: query, value: data, selections: operation.selectionSet, place: 'data' });
}

interface Given {
  readonly type: GraphQLOutputType;
  readonly value: unknown;
  readonly selections: SelectionSetNode | undefined;
  readonly place: string;
}

function checkValue(given: Given): string[] {
  const { type, value, selections, place } = given;
  if (isNonNullType(type))
    return value == null ? [`${place}: null`] : checkValue({ ...given, type: type.ofType });
  if (value === null) return [];
  if (isListType(type)) {
    if (!Array.isArray(value)) return [`${place}: no list`];
    return value.flatMap((item) =>
      checkValue({ ...given, type: type.ofType, value: item, place: `${place}[]` }),
    );
  }
  if (isScalarType(type))
    return PRIMITIVES[type.name]?.(value) === false ? [`${place}: no ${type.name}`] : [];
  return isObjectType(type) && selections !== undefined ? checkFields({ ...given, type, selections }) : [];
}

function checkFields({ type, value, selections, place }: Given): string[] {
  if (!isObject(value) || !isObjectType(type) || selections === undefined) return [`${place}: no object`];
  const asked = selections.selections.filter((node) => node.kind === 'Field');
  const keys = asked.map(({ alias, name }) => alias?.value ?? name.value);
  const extra = Object.keys(value)
    .filter((key) => !keys.includes(key))
    .map((key) => `${place}.${key}: nobody asked for it`);
  const problems = asked.flatMap(({ alias, name, selectionSet }) => {
    const key = alias?.value ?? name.value;
    const field = type.getFields()[name.value];
    if (field === undefined) return [`${place}.${key}: no such field`];
    return checkValue({
      type: field.type,
      value: value[key],
      selections: selectionSet,
      place: `${place}.${key}`,
    });
  });
  return [...extra, ...problems];
}
