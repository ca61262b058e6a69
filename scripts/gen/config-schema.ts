import { z } from 'zod';
import { fileSchema, MONITOR_KEYS } from '../../src/config/file-schema.ts';
import type { AnyProbeDefinition } from '../../src/probes/define-probe.ts';
import { PROBES } from '../../src/probes/registry.gen.ts';
import type { GeneratedFile } from './generated-file.ts';

interface ObjectSchema {
  properties?: Record<string, unknown>;
  required?: string[];
  [key: string]: unknown;
}

/** docs/reference/kora.schema.json (draft 2020-12): what editors complete and check kora.yaml with. */
export function generateConfigSchema(): GeneratedFile {
  const file = toJsonSchema(fileSchema);
  const schema = {
    ...file,
    $id: 'https://kora.invalid/kora.schema.json',
    title: 'kora.yaml',
    properties: {
      ...file.properties,
      monitors: { type: 'array', items: { oneOf: PROBES.map(monitorSchema) } },
    },
  };
  return { path: 'docs/reference/kora.schema.json', text: `${JSON.stringify(schema, null, 2)}\n` };
}

function monitorSchema(definition: AnyProbeDefinition): ObjectSchema {
  const options = toJsonSchema(definition.schema);
  const { provider: _provider, check: _check, ...keys } = MONITOR_KEYS;
  const common = toJsonSchema(z.strictObject(keys));
  const key = definition.kind;
  return {
    title: definition.title,
    type: 'object',
    additionalProperties: false,
    properties: { ...common.properties, [key]: { const: definition.type }, ...options.properties },
    // The environment fills in what a provider's own monitor leaves out.
    required: ['name', key, ...(key === 'check' ? (options.required ?? []) : [])],
  };
}

function toJsonSchema(schema: z.ZodType): ObjectSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as ObjectSchema;
}
