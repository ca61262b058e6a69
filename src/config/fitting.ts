import type { z } from 'zod';

// Each time round takes something away, so few are needed.
const MOST_ROUNDS = 20;

/**
 * What of a value fits the schema: the rest is left out, so that what fits can still be checked further. Null when
 * nothing does. What is wrong with the rest is not told here.
 */
export function fitting<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> | null {
  const rest: unknown = structuredClone(value);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return parsed.data;
    // All of them before the first is taken away: two issues may be about the same value.
    const places = parsed.error.issues.flatMap(pathsOf).map((path) => findPlace(rest, path));
    for (const place of places) {
      if (place === null) return null;
      Reflect.deleteProperty(place.parent, place.key);
    }
  }
  return null;
}

function pathsOf(issue: z.core.$ZodIssue): readonly (readonly PropertyKey[])[] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

interface ValuePlace {
  readonly parent: Record<PropertyKey, unknown>;
  readonly key: PropertyKey;
}

/** Where the value at the path stands, or the nearest one above it that is there; null for the root itself. */
function findPlace(root: unknown, path: readonly PropertyKey[]): ValuePlace | null {
  // A list that lost an entry would no longer have the others in their places.
  const firstIndex = path.findIndex((part) => typeof part === 'number');
  const whole = firstIndex < 0 ? path : path.slice(0, firstIndex);
  for (let length = whole.length; length > 0; length -= 1) {
    const parent = whole.slice(0, length - 1).reduce(childOf, root);
    const key = whole[length - 1];
    if (key !== undefined && isRecord(parent) && key in parent) return { parent, key };
  }
  return null;
}

function childOf(node: unknown, key: PropertyKey): unknown {
  return isRecord(node) ? node[key] : undefined;
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
