import type { DetailChangesResponse } from '../../../src/contracts/history.ts';
import { detailTexts } from './details.ts';

export interface DetailDifference {
  readonly label: string;
  readonly isKnown: boolean;
  /** Null when it was not there before. */
  readonly before: string | null;
  /** Null when it is not there any more. */
  readonly after: string | null;
}

export interface DetailStep {
  readonly at: string;
  readonly differences: readonly DetailDifference[];
}

type Change = DetailChangesResponse['changes'][number];

/**
 * What each change changed, the newest first. The oldest that is known has nothing to be compared with. A look that
 * failed finds no details; that they are gone then, and come back, is told by its error alone.
 */
export function detailSteps(changes: readonly Change[]): readonly DetailStep[] {
  return changes
    .slice(0, -1)
    .map((change, index) => {
      const older = changes.slice(index + 1);
      const error = errorDifference(older[0], change);
      const details = isFailed(change)
        ? []
        : detailDifferences(
            older.find((one) => !isFailed(one)),
            change,
          );
      return { at: change.at, differences: error === null ? details : [error, ...details] };
    })
    .filter((step) => step.differences.length > 0);
}

function isFailed({ error, details }: Change): boolean {
  return error !== null && Object.keys(details).length === 0;
}

function errorDifference(before: Change | undefined, after: Change): DetailDifference | null {
  const then = before?.error ?? null;
  if (then === after.error) return null;
  return { label: 'Error', isKnown: true, before: then, after: after.error };
}

function detailDifferences(before: Change | undefined, after: Change): readonly DetailDifference[] {
  if (before === undefined) return [];
  const then = textsByKey(before);
  const now = textsByKey(after);
  return [...new Set([...now.keys(), ...then.keys()])]
    .map((key) => {
      const known = now.get(key) ?? then.get(key);
      return {
        label: known?.label ?? key,
        isKnown: known?.isKnown ?? false,
        before: then.get(key)?.value ?? null,
        after: now.get(key)?.value ?? null,
      };
    })
    .filter((difference) => difference.before !== difference.after);
}

function textsByKey({ details }: Change) {
  return new Map(detailTexts(details).map((text) => [text.key, text]));
}
