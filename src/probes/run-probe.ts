import type { Details, Reason } from '../contracts/status.ts';
import { formatDuration } from '../lib/duration.ts';
import { describeError } from '../lib/errors.ts';
import type { HttpAnswer, HttpClient, Phases } from '../lib/http-client.ts';
import { type Quota, readQuota } from '../lib/rate-limit.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { TransportError } from '../lib/transport-error.ts';
import { cleanLine, cleanTexts } from './clean.ts';
import { type ProbeContext, ProbeRefusal, type Refusal } from './define-probe.ts';
import type { RunMeter } from './meter.ts';
import { createProbeHttp, RefusedAnswer, type Turn } from './probe-http.ts';
import { defaultRefusal, TRANSPORT_HINTS } from './refusals.ts';

/** What one run of probe code came to, before thresholds are applied. No text in it holds a credential. */
export type Sighting<Facts = Details> = Answered<Facts> | Failed;

interface Measured {
  readonly latencyMs: number | null;
  readonly phases: Phases | null;
  readonly quota: Quota | null;
  /** How many were sent. */
  readonly requests: number;
}

export interface Answered<Facts = Details> extends Measured {
  readonly answered: true;
  readonly latencyMs: number;
  readonly details: Facts;
}

export interface Failed extends Measured {
  readonly answered: false;
  readonly reason: Reason;
  readonly status: 'unhealthy' | 'unknown' | 'degraded' | 'healthy';
  readonly error: string;
  readonly why: string;
  readonly hint: string | null;
}

export interface RunParts<Facts = Details> {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly deadlineMs: number;
  /** Aborts when the daemon stops. */
  readonly signal: AbortSignal;
  readonly run: (context: ProbeContext) => Promise<Facts>;
  readonly explain: (answer: HttpAnswer) => Refusal | null;
  /** How each call waits for its turn; default at once. */
  readonly turn?: Turn;
  /** Told of each call. */
  readonly meter?: RunMeter;
}

const atOnce: Turn = ({ signal }, call) => call(signal);

// A probe whose own requests the deadline ended may still say what it learned before; one that ignores it may not.
const GRACE_MS = 50;

class DeadlinePassed extends Error {}

/** Runs probe code once. Always gives a sighting within the deadline (and a short grace); rejects only on shutdown. */
export async function runProbe<Facts>(parts: RunParts<Facts>): Promise<Sighting<Facts>> {
  const { clock } = parts;
  const deadline = new AbortController();
  const stop = () => deadline.abort(parts.signal.reason);
  if (parts.signal.aborted) throw parts.signal.reason;
  parts.signal.addEventListener('abort', stop, { once: true });
  const answers = createAnswerLog(clock, parts.meter);
  const timer = createDeadline(clock, parts.deadlineMs, deadline);
  const context: ProbeContext = {
    http: createProbeHttp({
      client: parts.client,
      signal: deadline.signal,
      onSend: answers.sent,
      onAnswer: answers.add,
      budgetWaitMs: (url) => parts.meter?.waitMs(url) ?? 0,
      postpone: timer.postpone,
      turn: parts.turn ?? atOnce,
    }),
    startedAtMs: clock.nowMs(),
    signal: deadline.signal,
  };
  try {
    const details = await Promise.race([parts.run(context), timer.passed]);
    // A probe that answers with what it has when its requests end would tell of the shutdown and not of the service.
    if (parts.signal.aborted) throw parts.signal.reason;
    const measured = answers.measured();
    return {
      answered: true,
      details: cleanTexts(details, parts.redact),
      ...measured,
      latencyMs: measured.latencyMs ?? 0,
    };
  } catch (error) {
    if (parts.signal.aborted) throw parts.signal.reason;
    return cleaned(failure(error, parts, answers), parts.redact);
  } finally {
    timer.cancel();
    parts.signal.removeEventListener('abort', stop);
    // Whatever the probe left behind ends here.
    deadline.abort(new DeadlinePassed());
  }
}

interface AnswerLog {
  readonly sent: (url: string) => void;
  readonly add: (answer: HttpAnswer, url: string) => void;
  measured(): Measured;
}

// Latency and phases are those of the first answer: the cheap call that the look is. The quota is the newest known.
function createAnswerLog(clock: Clock, meter?: RunMeter): AnswerLog {
  let first: HttpAnswer | null = null;
  let quota: Quota | null = null;
  let requests = 0;
  return {
    sent(url) {
      requests += 1;
      meter?.onSend(url);
    },
    add(answer, url) {
      first ??= answer;
      const told = readQuota(answer.headers, clock.nowMs());
      quota = told ?? quota;
      meter?.onAnswer(url, { status: answer.status, quota: told });
    },
    measured: () => ({
      latencyMs: first === null ? null : Math.round(first.latencyMs),
      phases: first?.phases ?? null,
      quota,
      requests,
    }),
  };
}

function createDeadline(clock: Clock, deadlineMs: number, controller: AbortController) {
  let cancel = () => {};
  let endsAtTick = clock.tick() + deadlineMs;
  let reject = (_reason: DeadlinePassed) => {};
  const passed = new Promise<never>((_resolve, rejectPassed) => {
    reject = rejectPassed;
  });
  const isOver = () => {
    controller.abort(new DeadlinePassed());
    cancel = clock.setTimer(GRACE_MS, () => reject(new DeadlinePassed()));
  };
  const setTimer = () => {
    cancel = clock.setTimer(endsAtTick - clock.tick(), isOver);
  };
  setTimer();
  return {
    passed,
    cancel: () => cancel(),
    postpone(waitMs: number) {
      if (controller.signal.aborted) return;
      cancel();
      endsAtTick += waitMs;
      setTimer();
    },
  };
}

type FailureParts = Pick<RunParts, 'deadlineMs' | 'redact' | 'explain'>;

function failure(error: unknown, parts: FailureParts, answers: AnswerLog): Failed {
  const measured = answers.measured();
  const base = { answered: false, ...measured } as const;
  if (error instanceof DeadlinePassed) {
    const after = formatDuration(parts.deadlineMs);
    return {
      ...base,
      latencyMs: null,
      phases: null,
      reason: 'timeout',
      status: 'unknown',
      error: `probe timed out after ${after}`,
      why: `No answer within ${after}.`,
      hint: TRANSPORT_HINTS.timeout,
    };
  }
  if (error instanceof TransportError) return { ...base, ...transportFailure(error) };
  if (error instanceof RefusedAnswer) return { ...base, ...refused(error.answer, parts) };
  if (error instanceof ProbeRefusal) return { ...base, ...withDefaults(error.refusal, error.refusal.error) };
  return crashed(error, parts.redact);
}

/** The sighting of a look that Kora itself broke. */
export function crashed(error: unknown, redact: Redact): Failed {
  const failed: Failed = {
    answered: false,
    latencyMs: null,
    phases: null,
    quota: null,
    requests: 0,
    reason: 'internal_error',
    status: 'unknown',
    error: `probe crashed: ${describeError(error)}`,
    why: 'Kora itself failed while looking; this says nothing about the service.',
    hint: 'This is a defect of Kora: please report it with the log line of this look.',
  };
  return cleaned(failed, redact);
}

function transportFailure(error: TransportError) {
  // An answer came that may not be followed: the service spoke, so that is its fault and not silence.
  const answered = error.answer !== null;
  return {
    ...(answered ? {} : { latencyMs: null, phases: null }),
    reason: error.failure,
    status: answered ? 'unhealthy' : 'unknown',
    error: answered ? error.message : `${error.failure}: ${error.message}`,
    why: `${sentence(error.message)}.`,
    hint: TRANSPORT_HINTS[error.failure],
  } as const;
}

function refused(answer: HttpAnswer, parts: FailureParts) {
  const refusal = parts.explain(answer) ?? defaultRefusal(answer.status);
  return withDefaults(refusal, `HTTP ${answer.status}`);
}

function withDefaults(refusal: Refusal, error: string) {
  return {
    reason: refusal.reason,
    status: refusal.status ?? 'unhealthy',
    error: refusal.error ?? error,
    why: refusal.why ?? `It answered ${refusal.error ?? error}.`,
    hint: refusal.hint ?? null,
  } as const;
}

function cleaned(failed: Failed, redact: Redact): Failed {
  return {
    ...failed,
    error: cleanLine(failed.error, redact),
    why: cleanLine(failed.why, redact),
    hint: failed.hint === null ? null : cleanLine(failed.hint, redact),
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
