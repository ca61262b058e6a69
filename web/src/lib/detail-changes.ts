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

/** What each change changed, the newest first. The oldest that is known has nothing to be compared with. */
export function detailSteps(changes: readonly Change[]): readonly DetailStep[] {
  return changes
    .slice(0, -1)
    .map((change, index) => ({ at: change.at, differences: differences(changes[index + 1], change) }))
    .filter((step) => step.differences.length > 0);
}

function differences(before: Change | undefined, after: Change): readonly DetailDifference[] {
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

function textsByKey(change: Change | undefined) {
  const texts = detailTexts(change?.details ?? {});
  const byKey = new Map(texts.map((text) => [`detail ${text.key}`, text]));
  const error = change?.error ?? null;
  if (error !== null) byKey.set('error', { key: 'error', label: 'Error', value: error, isKnown: true });
  return byKey;
}
