import { createHash } from 'node:crypto';
import type { FeedReading, FeedReport } from '../domain/feed-reading.ts';
import type { HeaderMap, HttpAnswer, HttpClient } from '../lib/http-client.ts';
import { readQuota } from '../lib/rate-limit.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock, EpochMs } from '../lib/time.ts';
import { TransportError } from '../lib/transport-error.ts';
import { detectKind } from './detect.ts';
import { readDocument } from './document.ts';
import { fitReport } from './fit-report.ts';
import { plainLine } from './plain-text.ts';
import { rememberReport } from './remember.ts';

const DEADLINE_MS = 10_000;
const MOST_BODY_BYTES = 4 * 1024 * 1024;
const LONGEST_PROBLEM_CHARS = 300;
// A page that lost all its components and stays so was built anew.
const SHRUNK_BELIEVED_AFTER_MS = 86_400_000;

export interface ReadParts {
  /** Its own, shared with nothing that carries a credential. */
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly redact: Redact;
}

/** What is known of a feed, and what the next read needs. */
export interface FeedMemory {
  readonly reading: FeedReading;
  /** What to send with the next request, so that it is answered with 304 while nothing changed. */
  readonly conditions: HeaderMap;
  /** Of the last good body: the same bytes are not parsed again. */
  readonly digest: string | null;
  /** Since when the page names no component any more. */
  readonly shrunkAtMs: EpochMs | null;
}

export interface ReadOutcome {
  readonly memory: FeedMemory;
  /** How long the page asked to be left alone. */
  readonly retryAfterMs: number | null;
}

export const NOTHING_READ: FeedMemory = {
  reading: { report: null, kind: null, problem: null, readAtMs: null, triedAtMs: null },
  conditions: {},
  digest: null,
  shrunkAtMs: null,
};

/** Why this read gave nothing, as a sentence about the page. */
class SickFeed extends Error {
  readonly retryAfterMs: number | null;

  constructor(problem: string, retryAfterMs: number | null = null) {
    super(problem);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Reads a page once, without any credential. Whatever is wrong with the answer becomes the reading's `problem` beside what
 * was known before. Rejects with the signal's reason when it aborts, and with a defect of our own.
 */
export async function readFeed(
  parts: ReadParts,
  feed: { readonly url: string; readonly memory: FeedMemory },
  signal: AbortSignal,
): Promise<ReadOutcome> {
  try {
    const answer = await ask(parts, feed, signal);
    return { memory: understand(parts, feed.memory, answer), retryAfterMs: null };
  } catch (error) {
    if (signal.aborted || !(error instanceof SickFeed)) throw error;
    return { memory: sickMemory(parts, feed.memory, error.message), retryAfterMs: error.retryAfterMs };
  }
}

/** The same memory with a problem. What was known stays, and so does when it was known. */
export function sickMemory({ clock, redact }: ReadParts, memory: FeedMemory, problem: string): FeedMemory {
  const words = plainLine(problem, LONGEST_PROBLEM_CHARS, redact);
  return { ...memory, reading: { ...memory.reading, problem: words, triedAtMs: clock.nowMs() } };
}

async function ask(
  { client, clock }: ReadParts,
  { url, memory }: { readonly url: string; readonly memory: FeedMemory },
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const ended = new AbortController();
  const stop = () => ended.abort(signal.reason);
  const late = new SickFeed(`It did not answer within ${DEADLINE_MS / 1_000} seconds.`);
  if (signal.aborted) throw signal.reason;
  signal.addEventListener('abort', stop, { once: true });
  const cancel = clock.setTimer(DEADLINE_MS, () => ended.abort(late));
  try {
    return await client.request({
      url,
      headers: {
        accept:
          'application/json, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1',
        ...memory.conditions,
      },
      // It carries none, but like one that does it is to stay with its own host: who answers elsewhere is not this page.
      credentialed: true,
      maxBodyBytes: MOST_BODY_BYTES,
      signal: ended.signal,
    });
  } catch (error) {
    throw transportProblem(error, url);
  } finally {
    cancel();
    signal.removeEventListener('abort', stop);
  }
}

function transportProblem(error: unknown, url: string): unknown {
  if (!(error instanceof TransportError)) return error;
  if (error.failure === 'redirect_refused') return new SickFeed(redirectProblem(error.answer, url));
  return new SickFeed(`It could not be read: ${error.message}.`);
}

function redirectProblem(answer: HttpAnswer | null, url: string): string {
  const location = answer?.headers.location ?? '';
  const target = URL.canParse(location, url) ? new URL(location, url) : null;
  if (target === null || target.origin === new URL(url).origin) return 'It redirects in a circle.';
  return `It redirects to ${target.origin}, which is not followed; it may have moved there.`;
}

/** The memory after an answer; throws `SickFeed` for one that says nothing. */
function understand(parts: ReadParts, memory: FeedMemory, answer: HttpAnswer): FeedMemory {
  const { reading, digest: known } = memory;
  const nowMs = parts.clock.nowMs();
  const good = { problem: null, readAtMs: nowMs, triedAtMs: nowMs };
  if (answer.status === 304 && known !== null)
    return { ...memory, reading: { ...reading, ...good }, shrunkAtMs: null };
  requireGood(answer, nowMs);
  const digest = createHash('sha256').update(answer.body).digest('base64');
  const conditions = conditionsOf(answer.headers);
  if (digest === known) return { ...memory, reading: { ...reading, ...good }, conditions, shrunkAtMs: null };
  const { kind, report } = parse(parts, answer);
  const lost = reading.report?.components.length ?? 0;
  if (kind.listsAll && kind.name === reading.kind && lost > 0 && report.components.length === 0) {
    const shrunkAtMs = memory.shrunkAtMs ?? nowMs;
    if (nowMs < shrunkAtMs + SHRUNK_BELIEVED_AFTER_MS)
      return { ...sickMemory(parts, memory, shrunkProblem(lost)), shrunkAtMs };
  }
  return {
    reading: { ...good, kind: kind.name, report: rememberReport(reading.report, report, nowMs) },
    conditions,
    digest,
    shrunkAtMs: null,
  };
}

function shrunkProblem(lost: number): string {
  const named = lost === 1 ? 'one' : String(lost);
  return `It names no component any more, where it named ${named}; what it said before is kept.`;
}

function requireGood(answer: HttpAnswer, nowMs: EpochMs): void {
  const { status, headers, bodyProblem } = answer;
  if (status === 429 || status >= 500) {
    const retryAfterMs = readQuota(headers, nowMs)?.retryAfterMs ?? null;
    const what = status === 429 ? 'It asks to be read less often' : 'It failed on its own side';
    throw new SickFeed(`${what} (HTTP ${status}).`, retryAfterMs);
  }
  if (status !== 200) throw new SickFeed(`It answered HTTP ${status}; the page may have moved.`);
  if (bodyProblem instanceof TransportError)
    throw new SickFeed(`It could not be read: ${bodyProblem.message}.`);
  if (bodyProblem !== null) throw bodyProblem;
}

function conditionsOf({ etag, 'last-modified': lastModified }: HeaderMap): HeaderMap {
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}

// Of a page that also lists what is well, silence is no good news.
function saysNothing({ level, components, incidents }: FeedReport): boolean {
  return level === null && components.length === 0 && incidents.length === 0;
}

function parse({ clock, redact }: ReadParts, { headers, body }: HttpAnswer) {
  const read = readDocument(headers, body);
  if (!read.ok) throw new SickFeed(read.problem);
  const kind = detectKind(read.document);
  if (kind === null) throw new SickFeed('It answered with no kind of status page that Kora knows.');
  const report = kind.parse(read.document, clock.nowMs());
  if (report === null || (kind.listsAll && saysNothing(report)))
    throw new SickFeed(
      `It answered like a page of the kind ${kind.name}, but without what such a page says.`,
    );
  return { kind, report: fitReport(report, redact) };
}
