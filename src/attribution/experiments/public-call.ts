import type { Outcome } from '../../contracts/evidence.ts';
import type { Evidence } from '../../domain/fault.ts';
import type { PublicCall } from '../../probes/define-probe.ts';
import { type CallParts, callControl, commonOutcome } from './call-control.ts';

/** Makes a call that anybody may make. Rejects only when `signal` aborts, or the probe's own code throws. */
export async function tryPublicCall(
  parts: CallParts,
  { request, isExpected }: PublicCall,
  signal: AbortSignal,
): Promise<Evidence> {
  const atMs = parts.clock.nowMs();
  const called = await callControl(parts, request, signal);
  const outcome: Outcome =
    called.answer === null
      ? called.outcome
      : (commonOutcome(called.answer) ?? (isExpected(called.answer) ? 'answered' : 'strange'));
  return { experiment: 'public_call', atMs, outcome, saw: called.saw };
}
