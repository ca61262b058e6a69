import type { z } from 'zod';
import { didYouMean } from '../lib/did-you-mean.ts';

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
};

/**
 * What is wrong with a value, in words for people; for `safeParse`, where a schema brings no words of its own. A value is
 * never repeated: it may be a secret.
 */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return wrongKind([issue.expected], issue.input);
    case 'invalid_union':
      return wrongKind(
        issue.errors.flatMap((branch) => branch.flatMap(expectedKind)),
        issue.input,
      );
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}${meant(issue)}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'is not a key that is possible here';
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return 'is not of the form that is needed here';
    default:
      return undefined;
  }
};

function expectedKind(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  return issue.code === 'invalid_type' ? [issue.expected] : [];
}

function wrongKind(expected: readonly string[], input: unknown): string {
  if (input === undefined) return 'is missing';
  const wanted = [...new Set(expected)].map((kind) => KINDS[kind] ?? kind).join(' or ');
  const got = kindOf(input);
  const quote =
    wanted === KINDS.string && (got === KINDS.number || got === KINDS.boolean) ? '; put it in quotes' : '';
  return `must be ${wanted}${wanted.includes(got) ? '' : `, not ${got}`}${quote}`;
}

function kindOf(input: unknown): string {
  if (input === null) return 'empty';
  return KINDS[Array.isArray(input) ? 'array' : typeof input] ?? typeof input;
}

function meant({ values, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidValue>): string {
  const near = typeof input === 'string' ? didYouMean(input, values.map(String)) : null;
  return near === null ? '' : `; did you mean "${near}"?`;
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (origin === 'string' || origin === 'array')
    return Number(minimum) === 1 ? 'must not be empty' : `must have at least ${minimum} ${partsOf(origin)}`;
  return `must be ${inclusive === false ? 'above' : 'at least'} ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  if (origin === 'string' || origin === 'array') return `must have at most ${maximum} ${partsOf(origin)}`;
  return `must be ${inclusive === false ? 'below' : 'at most'} ${maximum}`;
}

function partsOf(origin: string): string {
  return origin === 'string' ? 'characters' : 'entries';
}
