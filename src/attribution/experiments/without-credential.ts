import type { Outcome } from '../../contracts/evidence.ts';
import type { Evidence } from '../../domain/fault.ts';
import type { HttpAnswer } from '../../lib/http-client.ts';
import type { AnyProbeDefinition, ProbeRequest } from '../../probes/define-probe.ts';
import { type CallParts, callControl, commonOutcome, isHtml } from './call-control.ts';

/** The look's call without its credential; null when there is none. */
export function requestWithoutCredential(
  { controls }: AnyProbeDefinition,
  options: unknown,
): ProbeRequest | null {
  return controls?.withoutCredential?.(options) ?? null;
}

export interface WithoutCredential {
  readonly definition: AnyProbeDefinition;
  readonly request: ProbeRequest;
}

/** Makes it. A living provider refuses it quickly. Rejects only when `signal` aborts. */
export async function tryWithoutCredential(
  parts: CallParts,
  { definition, request }: WithoutCredential,
  signal: AbortSignal,
): Promise<Evidence> {
  const atMs = parts.clock.nowMs();
  const called = await callControl(parts, request, signal);
  const isRefusal = definition.controls?.isRefusal ?? isNoPage;
  const outcome = called.answer === null ? called.outcome : outcomeOf(called.answer, isRefusal);
  return { experiment: 'without_credential', atMs, outcome, saw: called.saw };
}

// Gateways and sign-in pages refuse in HTML; an API does so in its own format.
function isNoPage(answer: HttpAnswer): boolean {
  return !isHtml(answer);
}

function outcomeOf(answer: HttpAnswer, isRefusal: (answer: HttpAnswer) => boolean): Outcome {
  const { status } = answer;
  const common = commonOutcome(answer);
  if (common !== null) return common;
  if (status === 401 || status === 403) return isRefusal(answer) ? 'refused' : 'strange';
  return status >= 200 && status <= 299 && !isHtml(answer) ? 'answered' : 'strange';
}
