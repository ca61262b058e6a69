/** What a GraphQL server says in an answer of 200. */
export class GraphqlProblem extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'GraphqlProblem';
    this.code = code;
  }
}

export type Args = Readonly<Record<string, unknown>>;
export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Args;
}
type Fields = Readonly<Record<string, unknown>>;
type Resolver = (args: Args) => unknown;

interface Selection {
  /** The name under which the answer has it. */
  readonly key: string;
  readonly name: string;
  readonly args: Args;
  readonly below: readonly Selection[];
}

/** Reads `{"query": "...", "variables": {...}}`. Throws GraphqlProblem when it is something else. */
export function parseGraphqlRequest(body: string): GraphqlRequest {
  try {
    const parsed: unknown = JSON.parse(body);
    if (isFields(parsed) && typeof parsed.query === 'string')
      return { query: parsed.query, variables: isFields(parsed.variables) ? parsed.variables : {} };
  } catch {
    // Told below, like any other body that is no request.
  }
  throw new GraphqlProblem('BAD_REQUEST', 'No query string was present');
}

/**
 * Answers the part of GraphQL that clients of the provider use: one query with aliases, arguments and variables, without
 * fragments. Gives exactly the fields that were asked for; a field that is a function is called with its arguments.
 */
export function executeQuery({ query, variables }: GraphqlRequest, root: Fields): Fields {
  const tokens = query.match(/\$?[A-Za-z_]\w*|"(?:[^"\\]|\\.)*"|-?\d+|[{}():[\]!=]/g) ?? [];
  const start = bodyOf(tokens);
  if (start === -1) throw new GraphqlProblem('PARSE_ERROR', 'Parse error: expected a selection');
  return resolve(readSelections({ tokens: tokens.slice(start + 1), at: 0, variables }), root);
}

// The braces of the query itself come after the list of its variables.
function bodyOf(tokens: readonly string[]): number {
  let depth = 0;
  return tokens.findIndex((token) => {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    return token === '{' && depth === 0;
  });
}

interface Reader {
  readonly tokens: readonly string[];
  readonly variables: Args;
  at: number;
}

function readSelections(reader: Reader): Selection[] {
  const found: Selection[] = [];
  for (;;) {
    const token = next(reader);
    if (token === '}') return found;
    const isAlias = take(reader, ':');
    const name = isAlias ? next(reader) : token;
    const args = take(reader, '(') ? readArguments(reader) : {};
    const below = take(reader, '{') ? readSelections(reader) : [];
    found.push({ key: token, name, args, below });
  }
}

function readArguments(reader: Reader): Args {
  const args: Record<string, unknown> = {};
  for (let name = next(reader); name !== ')'; name = next(reader)) {
    if (!take(reader, ':')) throw new GraphqlProblem('PARSE_ERROR', `Parse error at "${name}"`);
    const value = next(reader);
    args[name] = value.startsWith('$') ? reader.variables[value.slice(1)] : JSON.parse(value);
  }
  return args;
}

function next(reader: Reader): string {
  const token = reader.tokens[reader.at];
  if (token === undefined) throw new GraphqlProblem('PARSE_ERROR', 'Parse error: unexpected end');
  reader.at += 1;
  return token;
}

function take(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.at] !== token) return false;
  reader.at += 1;
  return true;
}

function resolve(selections: readonly Selection[], fields: Fields): Fields {
  return Object.fromEntries(
    selections.map(({ key, name, args, below }) => {
      const field = fields[name];
      if (field === undefined)
        throw new GraphqlProblem('undefinedField', `Field '${name}' doesn't exist on this type`);
      return [key, resolveValue(isResolver(field) ? field(args) : field, below)];
    }),
  );
}

function resolveValue(value: unknown, below: readonly Selection[]): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, below));
  return isFields(value) && below.length > 0 ? resolve(below, value) : value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isResolver(value: unknown): value is Resolver {
  return typeof value === 'function';
}
