import type { z } from 'zod';
import { didYouMean } from '../lib/did-you-mean.ts';
import { KoraError } from '../lib/errors.ts';
import type { Path, YamlFile } from './yaml-file.ts';

/** Gathers what is wrong, so that all of it can be told at once. */
export interface Problems {
  add(line: string): void;
  /** Throws when anything was added. */
  throwIfAny(): void;
}

export function createProblems(): Problems {
  const lines: string[] = [];
  return {
    add: (line) => lines.push(line),
    throwIfAny() {
      if (lines.length > 0)
        throw new KoraError('configuration_invalid', 'the configuration is not valid', { problems: lines });
    },
  };
}

/** The lines of a schema's issues about a part of a YAML file, each with its place. Values are never repeated: one may be a secret. */
export function describeIssues(
  file: YamlFile,
  base: Path,
  issues: readonly z.core.$ZodIssue[],
  known: readonly string[],
): string[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
    if (issue.code !== 'unrecognized_keys') return [`${file.place(path)}: ${describeIssue(issue)}`];
    return issue.keys.map((key) => `${file.keyPlace([...path, key])}: unknown key${suggestion(key, known)}`);
  });
}

export function suggestion(word: string, known: readonly string[]): string {
  const meant = didYouMean(word, known);
  return meant === null ? '' : `; did you mean "${meant}"?`;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (
    issue.code === 'invalid_type' &&
    issue.input === undefined &&
    issue.message.includes('received undefined')
  )
    return 'is missing';
  return issue.message.replace(/^Invalid input: /, '');
}
