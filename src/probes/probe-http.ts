import type { ZodType } from 'zod';
import type { HttpAnswer, HttpClient } from '../lib/http-client.ts';
import { TransportError } from '../lib/transport-error.ts';
import { type ProbeHttp, ProbeRefusal, type ProbeRequest } from './define-probe.ts';
import { TRANSPORT_HINTS } from './refusals.ts';

/** An answer with an error status; run-probe asks the probe's own `explain`, then the defaults by status. */
export class RefusedAnswer extends Error {
  readonly answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    super(`HTTP ${answer.status}`);
    this.name = 'RefusedAnswer';
    this.answer = answer;
  }
}

/** What a lane knows of a call that waits for its turn. */
export interface WaitingCall {
  /** The deadline of the whole run. */
  readonly signal: AbortSignal;
  /** How long it has to wait for its budget, in milliseconds. */
  budgetWaitMs(): number;
  /** Puts the deadline off by a wait that is not the provider's. */
  postpone(waitMs: number): void;
}

/** Runs one call of a lane: lets it wait for its turn, and may give it a shorter deadline than the lane's. */
export type Turn = <T>(waiting: WaitingCall, call: (signal: AbortSignal) => Promise<T>) => Promise<T>;

export interface ProbeHttpParts {
  readonly client: HttpClient;
  /** The deadline of the whole look. */
  readonly signal: AbortSignal;
  readonly onSend: (url: string) => void;
  readonly onAnswer: (answer: HttpAnswer, url: string) => void;
  readonly budgetWaitMs: (url: string) => number;
  readonly postpone: (waitMs: number) => void;
  readonly turn: Turn;
}

/** The client as a probe sees it: bound to one deadline, and telling the runner of every call and answer. */
export function createProbeHttp(parts: ProbeHttpParts): ProbeHttp {
  const { client, signal, postpone, onAnswer } = parts;

  async function send(request: ProbeRequest): Promise<HttpAnswer> {
    const { url } = request;
    try {
      const waiting = { signal, postpone, budgetWaitMs: () => parts.budgetWaitMs(url) };
      const answer = await parts.turn(waiting, (callSignal) => {
        parts.onSend(url);
        return client.request({
          ...request,
          signal: callSignal,
          credentialed: request.credentialed ?? true,
        });
      });
      onAnswer(answer, url);
      return answer;
    } catch (error) {
      if (error instanceof TransportError && error.answer !== null) onAnswer(error.answer, url);
      throw error;
    }
  }

  return {
    send,
    async json(request, schema) {
      const answer = await send({ ...request, headers: { accept: 'application/json', ...request.headers } });
      if (answer.status < 200 || answer.status > 299) throw new RefusedAnswer(answer);
      requireBody(answer);
      return { answer, body: parseJson(answer, schema) };
    },
  };
}

/** Ends the look when the body of the answer could not be read. What an error status says holds without it. */
export function requireBody({ status, bodyProblem }: HttpAnswer): void {
  if (bodyProblem === null) return;
  if (!(bodyProblem instanceof TransportError)) throw bodyProblem;
  throw new ProbeRefusal({
    reason: bodyProblem.failure,
    error: `HTTP ${status}, but ${bodyProblem.message}`,
    hint: TRANSPORT_HINTS[bodyProblem.failure],
  });
}

function parseJson<Schema extends ZodType>(answer: HttpAnswer, schema: Schema) {
  if (!/[/+]json\b/i.test(answer.headers['content-type'] ?? ''))
    throw unexpectedBody(answer, 'the answer is not JSON');
  const parsed = schema.safeParse(parseText(answer));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.map(String).join('.') ?? '';
  throw unexpectedBody(
    answer,
    `the answer has another shape than expected${place === '' ? '' : ` at "${place}"`}`,
  );
}

function parseText(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    throw unexpectedBody(answer, 'the answer is not valid JSON');
  }
}

function unexpectedBody(answer: HttpAnswer, what: string): ProbeRefusal {
  return new ProbeRefusal({
    reason: 'unexpected_body',
    error: `HTTP ${answer.status}, but ${what}`,
    hint: 'Check the address and what stands between; if the provider changed its API, update Kora.',
  });
}

/** The body of an answer as JSON, or null: error bodies are read leniently, since gateways answer in HTML. */
export function lenientJson(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.body.toString('utf8'));
  } catch {
    return null;
  }
}
