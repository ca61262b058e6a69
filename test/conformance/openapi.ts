import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { isObject, type JsonObject, listAt, objectAt } from './json.ts';
import { checkParameters } from './parameters.ts';
import { toDefinitions, toJsonSchema } from './schema-dialect.ts';

export interface SentRequest {
  readonly method: string;
  /** With the path of the specification's server, without its host. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** As the simulator records them: `authorization: Bearer`, `apikey`. */
  readonly credentialHeaders: readonly string[];
}

export interface GivenAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A provider's specification. Each problem is one line that begins with the operation. */
export interface OpenApi {
  checkRequest(request: SentRequest): string[];
  checkAnswer(answer: GivenAnswer): string[];
}

/** Problems of a value with a schema of the specification. */
export type CheckSchema = (schema: JsonObject, value: unknown) => string[];

export function createOpenApi(document: JsonObject): OpenApi {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false });
  formats.default(ajv);
  const definitions = toDefinitions(objectAt(document, 'components'));
  const compiled = new Map<JsonObject, ValidateFunction>();

  function validator(schema: JsonObject): ValidateFunction {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    const validate = ajv.compile({ ...toJsonSchema(schema), ...definitions });
    compiled.set(schema, validate);
    return validate;
  }

  const check: CheckSchema = (schema, value) => {
    const validate = validator(schema);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const extra: unknown = params.additionalProperty ?? params.unevaluatedProperty;
      return `${instancePath} ${message}${extra === undefined ? '' : ` (${String(extra)})`}`.trim();
    });
  };

  return {
    checkRequest(request) {
      const found = findOperation(document, request);
      if (found === null) return [`${request.method} ${request.path}: no such operation`];
      const problems = [
        ...checkParameters(found, request, check),
        ...checkBody(found.operation, request.body, check),
        ...checkCredential(document, found.operation, request),
      ];
      return problems.map((problem) => `${found.name}: ${problem}`);
    },
    checkAnswer(answer) {
      const found = findOperation(document, answer);
      if (found === null) return [`${answer.method} ${answer.path}: no such operation`];
      return checkContent(found.operation, answer, check).map(
        (problem) => `${found.name} ${answer.status}: ${problem}`,
      );
    },
  };
}

export interface Operation {
  /** Method and path as the specification writes them. */
  readonly name: string;
  readonly operation: JsonObject;
  /** Parameters of the operation and those of its whole path. */
  readonly parameters: readonly unknown[];
  readonly pathValues: Readonly<Record<string, string>>;
}

function findOperation(
  document: JsonObject,
  { method, path }: { method: string; path: string },
): Operation | null {
  const base = serverPath(document);
  for (const [template, item] of Object.entries(objectAt(document, 'paths'))) {
    const operation = objectAt(item, method.toLowerCase());
    const match = templatePattern(base + template).exec(path);
    if (match === null || Object.keys(operation).length === 0) continue;
    return {
      name: `${method} ${template}`,
      operation,
      parameters: [...listAt(item, 'parameters'), ...listAt(operation, 'parameters')],
      pathValues: { ...match.groups },
    };
  }
  return null;
}

// Only the path of the server's address: its host is where the simulator stands in.
function serverPath(document: JsonObject): string {
  const [server] = listAt(document, 'servers');
  const url = isObject(server) && typeof server.url === 'string' ? server.url : '/';
  return url.replace(/^https?:\/\/[^/]+/, '').replace(/\/$/, '');
}

function templatePattern(template: string): RegExp {
  const pattern = template
    .split(/(\{\w+\})/)
    .map((part) =>
      part.startsWith('{') ? `(?<${part.slice(1, -1)}>[^/]+)` : part.replace(/[.\-+*?^$()|[\]]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${pattern}$`);
}

function checkBody(operation: JsonObject, body: string, check: CheckSchema): string[] {
  const described = objectAt(operation, 'requestBody');
  if (body === '') return described.required === true ? ['the body is missing'] : [];
  const schema = jsonSchemaOf(described);
  return schema === null
    ? ['no body is described']
    : check(schema, JSON.parse(body)).map((problem) => `body ${problem}`);
}

function checkContent(operation: JsonObject, answer: GivenAnswer, check: CheckSchema): string[] {
  const responses = objectAt(operation, 'responses');
  if (responses[String(answer.status)] === undefined) return ['this status is not described'];
  const schema = jsonSchemaOf(objectAt(responses, String(answer.status)));
  if (schema === null) return [];
  if (!/^application\/json\b/.test(answer.contentType)) return [`the type is ${answer.contentType}`];
  return check(schema, JSON.parse(answer.body));
}

/** The schema of a described JSON body; null where the specification leaves it open. */
function jsonSchemaOf(described: JsonObject): JsonObject | null {
  const { schema } = objectAt(objectAt(described, 'content'), 'application/json');
  return isObject(schema) ? schema : null;
}

// One of the alternatives is enough; where nothing is said of credentials, nothing is checked.
function checkCredential(
  document: JsonObject,
  operation: JsonObject,
  { credentialHeaders }: SentRequest,
): string[] {
  const wanted = listAt('security' in operation ? operation : document, 'security').filter(isObject);
  const known = objectAt(objectAt(document, 'components'), 'securitySchemes');
  const headers = wanted.flatMap((it) => Object.keys(it)).map((name) => headerOf(objectAt(known, name)));
  if (headers.length === 0 || headers.some((header) => credentialHeaders.includes(header))) return [];
  return [`the credential is not in ${[...new Set(headers)].join(' or ')}`];
}

// A scheme that is named and not described, and OAuth, both come as a Bearer.
function headerOf({ type, name }: JsonObject): string {
  return type === 'apiKey' && typeof name === 'string' ? name.toLowerCase() : 'authorization: Bearer';
}
