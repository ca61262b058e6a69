import { z } from 'zod';

/** The keys that a schema knows at a place inside it; none where it is open, or where there is no such place. */
export function knownKeys(schema: z.ZodType, path: readonly (string | number)[]): readonly string[] {
  const root: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  let nodes = [root];
  for (const part of path) nodes = nodes.flatMap(branches).flatMap((node) => below(node, part));
  return [...new Set(nodes.flatMap(branches).flatMap((node) => Object.keys(recordOf(node.properties))))];
}

type Node = Readonly<Record<string, unknown>>;

/** The node itself, and the alternatives that it offers. */
function branches(node: unknown): Node[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = recordOf(node);
  const alternatives = [own.anyOf, own.oneOf, own.allOf].flatMap((list) => (Array.isArray(list) ? list : []));
  return [own, ...alternatives.flatMap(branches)];
}

function below(node: Node, part: string | number): unknown[] {
  const child =
    typeof part === 'number' ? node.items : (recordOf(node.properties)[part] ?? node.additionalProperties);
  return child === undefined ? [] : [child];
}

function recordOf(value: unknown): Node {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
