import type { CronJob } from '../../../src/contracts/cron.ts';
import type { HeartbeatServicesResponse } from '../../../src/contracts/heartbeat.ts';
import type { McpClientsResponse } from '../../../src/contracts/mcp.ts';
import type { MonitorsResponse } from '../../../src/contracts/monitors.ts';
import { learnServerTime } from './clock.ts';

/** A request that was not answered as hoped; the message is for people. */
export class ApiError extends Error {
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;

  constructor(message: string, status: number | null, retryAfterSeconds: number | null = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const DEADLINE_MS = 15_000;

export function fetchServices(signal: AbortSignal): Promise<HeartbeatServicesResponse> {
  return getTimed('/api/heartbeat/services', signal, isServicesResponse);
}

export function fetchMonitors(beats: number, signal: AbortSignal): Promise<MonitorsResponse> {
  return getTimed(`/api/v1/monitors?beats=${beats}`, signal, isMonitorsResponse);
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

async function getTimed<Body extends { readonly generated_at: string }>(
  path: string,
  signal: AbortSignal,
  isBody: (body: unknown) => body is Body,
): Promise<Body> {
  const body = await getJson(path, signal, isBody);
  const generatedAtMs = Date.parse(body.generated_at);
  if (Number.isFinite(generatedAtMs)) learnServerTime(generatedAtMs);
  return body;
}

/** Reads JSON; what is something else than `isBody` wants is an error. */
export async function getJson<Body>(
  path: string,
  signal: AbortSignal,
  isBody: (body: unknown) => body is Body,
): Promise<Body> {
  const response = await send(path, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
  });
  const body: unknown = await response.json().catch(() => null);
  if (!isBody(body))
    throw new ApiError(`${path} answered with something else than was asked for.`, response.status);
  return body;
}

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
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const answer: unknown = await response.json().catch(() => null);
  if (!isBody(answer))
    throw new ApiError(`${path} answered with something else than was asked for.`, response.status);
  return answer;
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    throw new ApiError(unreachableText(error), null);
  }
  if (response.status === 401) {
    goToSignIn();
    throw new ApiError('You are signed out.', 401);
  }
  if (!response.ok)
    throw new ApiError(
      `${path.split('?', 1)[0]} answered HTTP ${response.status}.`,
      response.status,
      retryAfter(response),
    );
  return response;
}

function unreachableText(error: unknown): string {
  return error instanceof DOMException && error.name === 'TimeoutError'
    ? 'The Kora daemon did not answer in time.'
    : 'The Kora daemon cannot be reached.';
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
