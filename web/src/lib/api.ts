import type { CronJob } from '../../../src/contracts/cron.ts';
import type { HeartbeatServicesResponse } from '../../../src/contracts/heartbeat.ts';
import type { McpClientsResponse } from '../../../src/contracts/mcp.ts';
import type { MonitorsResponse } from '../../../src/contracts/monitors.ts';
import { ApiError } from './api-error.ts';
import { after, learnServerTime } from './clock.ts';

/** An answer that has not begun by then does not come: the daemon answers from memory, or says that it cannot. */
const ANSWER_MS = 7_000;
/** From the beginning of an answer to its end: a thousand monitors over the network of a phone. */
const BODY_MS = 20_000;

/** `answerMs`: how long to wait for the answer to begin. */
export function fetchServices(signal: AbortSignal, answerMs = ANSWER_MS): Promise<HeartbeatServicesResponse> {
  return getTimed('/api/heartbeat/services', { signal, answerMs }, isServicesResponse);
}

export function fetchMonitors(beats: number, signal: AbortSignal): Promise<MonitorsResponse> {
  return getTimed(`/api/v1/monitors?beats=${beats}`, { signal }, isMonitorsResponse);
}

export function fetchMcpClients(signal: AbortSignal): Promise<McpClientsResponse> {
  return getJson('/api/mcp/clients', signal, isMcpResponse);
}

export function fetchCronJobs(signal: AbortSignal): Promise<readonly CronJob[]> {
  return getJson('/api/cron/jobs', signal, isCronJobs);
}

/** Asks for a look now. Throws ApiError: 409 while one is under way, 429 too soon after the last. */
export async function lookNow(name: string): Promise<void> {
  await send(`/api/v1/monitors/${encodeURIComponent(name)}/check`, {
    method: 'POST',
    signal: AbortSignal.timeout(60_000),
  });
}

/** Opens the live stream; the caller reads the body. */
export async function openLive(lastEventId: string | null, signal: AbortSignal): Promise<Response> {
  const headers: HeadersInit = { accept: 'text/event-stream' };
  if (lastEventId !== null) headers['last-event-id'] = lastEventId;
  return send('/api/v1/live', { headers, signal, cache: 'no-store' });
}

interface Patience {
  readonly signal: AbortSignal;
  readonly answerMs?: number;
}

async function getTimed<Body extends { readonly generated_at: string }>(
  path: string,
  patience: Patience,
  isBody: (body: unknown) => body is Body,
): Promise<Body> {
  const body = await read(path, patience, isBody);
  const generatedAtMs = Date.parse(body.generated_at);
  if (Number.isFinite(generatedAtMs)) learnServerTime(generatedAtMs);
  return body;
}

/** Reads JSON; what is something else than `isBody` wants is an error. */
export function getJson<Body>(
  path: string,
  signal: AbortSignal,
  isBody: (body: unknown) => body is Body,
): Promise<Body> {
  return read(path, { signal }, isBody);
}

async function read<Body>(
  path: string,
  { signal, answerMs = ANSWER_MS }: Patience,
  isBody: (body: unknown) => body is Body,
): Promise<Body> {
  const late = new AbortController();
  let cancel = after(answerMs, () => late.abort(timeoutError()));
  try {
    const headers = { accept: 'application/json' };
    const response = await send(path, { headers, signal: AbortSignal.any([signal, late.signal]) });
    cancel();
    cancel = after(BODY_MS, () => late.abort(timeoutError()));
    return await readBody(path, response, isBody);
  } finally {
    cancel();
  }
}

function timeoutError(): DOMException {
  return new DOMException('no answer in time', 'TimeoutError');
}

async function readBody<Body>(
  path: string,
  response: Response,
  isBody: (body: unknown) => body is Body,
): Promise<Body> {
  const body: unknown = await response.json().catch((error: unknown) => {
    // What is no JSON is odd; an answer that breaks off is none at all.
    if (error instanceof SyntaxError) return null;
    throw lost(error);
  });
  if (!isBody(body))
    throw new ApiError(`${barePath(path)} answered with something else than was asked for.`, {
      failure: 'odd',
      status: response.status,
    });
  return body;
}

const POST_MS = 15_000;

/** Sends JSON and reads the answer. */
export async function postJson<Body>(
  path: string,
  body: unknown,
  isBody: (body: unknown) => body is Body,
): Promise<Body> {
  const response = await send(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(POST_MS),
  });
  return readBody(path, response, isBody);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    throw lost(error);
  }
  if (response.status === 401) {
    goToSignIn();
    throw new ApiError('You are signed out.', { failure: 'refused', status: 401 });
  }
  if (!response.ok)
    throw new ApiError(`${barePath(path)} answered HTTP ${response.status}.`, {
      failure: 'refused',
      status: response.status,
      retryAfterSeconds: retryAfter(response),
    });
  return response;
}

function lost(error: unknown): ApiError {
  return error instanceof DOMException && error.name === 'TimeoutError'
    ? new ApiError('The Kora daemon did not answer in time.', { failure: 'silent' })
    : new ApiError('The Kora daemon cannot be reached.', { failure: 'unreachable' });
}

function barePath(path: string): string {
  return path.split('?', 1)[0] ?? path;
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : null;
}

function goToSignIn(): void {
  if (location.pathname === '/sign-in') return;
  const here = `${location.pathname}${location.search}${location.hash}`;
  location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

// The server's answers follow the contracts; these tell an answer of something else from them, no more.
function isServicesResponse(body: unknown): body is HeartbeatServicesResponse {
  return hasList(body, 'services');
}

function isMonitorsResponse(body: unknown): body is MonitorsResponse {
  return hasList(body, 'monitors');
}

function isMcpResponse(body: unknown): body is McpClientsResponse {
  return hasList(body, 'clients');
}

function isCronJobs(body: unknown): body is readonly CronJob[] {
  return Array.isArray(body);
}

/** True for an object with a list under that key. */
export function hasList(body: unknown, key: string): boolean {
  return typeof body === 'object' && body !== null && key in body && Array.isArray(Reflect.get(body, key));
}
