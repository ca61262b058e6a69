import { z } from 'zod';
import { KoraError } from '../lib/errors.ts';

/** Parses a part of a request; throws `bad_request` that names what does not fit. */
export function parseRequest<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: 'query' | 'path' | 'body',
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = [where, issue?.path.join('.') ?? ''].filter((part) => part !== '').join(' ');
  throw new KoraError('bad_request', `${place}: ${issue?.message ?? 'not valid'}`);
}

const NOT_A_TIME = 'is not a time such as 2026-11-24T12:00:00Z';

/** A moment in RFC 3339, with any offset, as milliseconds; null when it is left out. */
export const momentQuery = z.iso
  .datetime({ offset: true, error: NOT_A_TIME })
  .transform((text) => Date.parse(text))
  .optional()
  .transform((ms) => ms ?? null);

/** A whole number of the query within bounds, or its default. */
export function numberQuery({ min, max, fallback }: { min: number; max: number; fallback: number }) {
  return z.coerce.number().int().min(min).max(max).default(fallback);
}

/** A text of the query; null when it is left out. */
export const textQuery = z
  .string()
  .max(200)
  .optional()
  .transform((text) => text ?? null);
