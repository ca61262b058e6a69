import type { z } from 'zod';
import { didYouMean } from '../lib/did-you-mean.ts';
import { KoraError } from '../lib/errors.ts';
import type { Path, Place, YamlFile } from './yaml-file.ts';

/** Gathers what is wrong, so that all of it can be told at once. */
export interface Problems {
  add(line: string): void;
  /** A problem of the configuration file; these are told first, from its top to its bottom. */
  at(place: Place, text: string): void;
  /** Throws when anything was added. */
  throwIfAny(): void;
}

export function createProblems(): Problems {
  const placed: { readonly offset: number; readonly line: string }[] = [];
  const lines: string[] = [];
  return {
    add: (line) => lines.push(line),
    at: ({ text, offset }, problem) => placed.push({ offset, line: `${text}: ${problem}` }),
    throwIfAny() {
      const all = [...placed.toSorted((a, b) => a.offset - b.offset).map(({ line }) => line), ...lines];
      if (all.length === 0) return;
      throw new KoraError('configuration_invalid', 'the configuration is not valid', {
        problems: [...new Set(all)],
      });
    },
  };
}

export interface IssuesParts {
  readonly yaml: YamlFile;
  /** Where the value that was parsed stands in the file. */
  readonly base: Path;
  readonly issues: readonly z.core.$ZodIssue[];
  /** The keys that are possible at a place inside that value. */
  readonly knownAt: (path: Path) => readonly string[];
}

/** Tells a schema's issues about a part of the file, each with its place. Values are never repeated: one may be a secret. */
export function tellIssues(problems: Problems, { yaml, base, issues, knownAt }: IssuesParts): void {
  for (const issue of issues.flatMap(ofMeantKind)) {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code !== 'unrecognized_keys') {
      const place = issue.code === 'invalid_key' ? yaml.keyPlace : yaml.place;
      problems.at(place([...base, ...path]), issue.message);
      continue;
    }
    const known = knownAt(path);
    for (const key of issue.keys)
      problems.at(yaml.keyPlace([...base, ...path, key]), `unknown key${suggestion(key, known)}`);
  }
}

/**
 * Where a value may be of several kinds, what is wrong with it as the kind that it is; the issue itself when it is of
 * none of them.
 */
function ofMeantKind(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const isOther = ({ code, path }: z.core.$ZodIssue) =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const [meant, ...others] = issue.errors.filter((issues) => !issues.some(isOther));
  if (meant === undefined || others.length > 0) return [issue];
  return meant.flatMap(ofMeantKind).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

export function suggestion(word: string, known: readonly string[]): string {
  const meant = didYouMean(word, known);
  return meant === null ? '' : `; did you mean "${meant}"?`;
}
