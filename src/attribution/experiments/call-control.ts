import type { HttpAnswer, HttpClient } from '../../lib/http-client.ts';
import type { Clock } from '../../lib/time.ts';
import { TransportError } from '../../lib/transport-error.ts';
import type { ProbeRequest } from '../../probes/define-probe.ts';
import { DeadlinePassed, withDeadline } from './deadline.ts';

export interface CallParts {
  readonly client: HttpClient;
  readonly clock: Clock;
}

/** How a call without a credential came back: an answer, or why there was none, in words made from codes. */
export type Called =
  | { readonly answer: HttpAnswer; readonly saw: string }
  | { readonly answer: null; readonly outcome: 'unreachable' | 'strange'; readonly saw: string };

const DEADLINE_MS = 4_000;
// Refusals are short, and nothing but their beginning is ever looked at.
const MAX_BODY_BYTES = 64 * 1024;

/** Makes a call that carries no credential, and follows no redirect. Rejects only when `signal` aborts. */
export async function callControl(
  { client, clock }: CallParts,
  request: ProbeRequest,
  signal: AbortSignal,
): Promise<Called> {
  const limits = { credentialed: false, maxRedirects: 0, maxBodyBytes: MAX_BODY_BYTES };
  try {
    const answer = await withDeadline({ clock, deadlineMs: DEADLINE_MS, signal }, (inner) =>
      client.request({ ...request, ...limits, signal: inner }),
    );
    return { answer, saw: describeAnswer(answer) };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return { answer: null, ...describeFailure(error) };
  }
}

function describeAnswer(answer: HttpAnswer): string {
  const asHtml = isHtml(answer) ? ', as HTML' : '';
  return `HTTP ${answer.status} after ${Math.round(answer.latencyMs)} ms${asHtml}`;
}

function describeFailure(error: unknown): { outcome: 'unreachable' | 'strange'; saw: string } {
  if (error instanceof DeadlinePassed)
    return { outcome: 'unreachable', saw: `no answer within ${DEADLINE_MS / 1_000} s` };
  if (!(error instanceof TransportError)) throw error;
  // Something did answer, only not in HTTP.
  const outcome = error.failure === 'protocol_error' ? 'strange' : 'unreachable';
  return { outcome, saw: `no answer: ${error.message}` };
}

/** Whether an answer is a page for people, by what it calls itself or by how it begins. */
export function isHtml({ headers, body }: HttpAnswer): boolean {
  return (
    /\b(?:text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '') ||
    /^\s*<(?:!doctype\s+html|html)\b/i.test(body.toString('latin1', 0, 200))
  );
}

// RFC 6585, 6: a network that wants a sign-in says this in the place of others; no service says it for itself.
const SIGN_IN_STATUS = 511;

/** What holds of an answer whatever was asked: that it limits, fails, or is not the service's own; null when neither. */
export function commonOutcome({ status }: HttpAnswer): 'limited' | 'failed' | 'strange' | null {
  if (status === 429) return 'limited';
  if (status === SIGN_IN_STATUS) return 'strange';
  return status >= 500 ? 'failed' : null;
}

export function isSignInStatus(status: number): boolean {
  return status === SIGN_IN_STATUS;
}
