import { judgeQuota, type OwnUse } from '../domain/quota-low.ts';
import type { EpochMs } from '../lib/time.ts';
import type { Judgement } from './define-probe.ts';
import type { Answered } from './run-probe.ts';

/**
 * What a look that saw nothing bad says of the quota that it was told of: degraded when others have left nearly
 * nothing of it; null when there is nothing to say.
 */
export function lowQuota(look: Answered, own: OwnUse, nowMs: EpochMs): Judgement | null {
  // Nobody else may have counted.
  const requests = Math.max(own.requests, look.requests);
  const low = judgeQuota(look.quota, { ...own, requests }, nowMs);
  if (low === null) return null;
  return {
    status: 'degraded',
    why: low.words,
    hint: `${low.usedWords}: find what else asks with the same credential, or from the same address.`,
  };
}
