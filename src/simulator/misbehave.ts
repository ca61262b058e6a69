import type { ServerResponse } from 'node:http';
import type { EpochMs } from '../lib/time.ts';
import type { Behaviour } from './behaviour.ts';
import { answerBadly, JSON_TYPE } from './ill-answer.ts';
import { type QuotaState, usedUp } from './quota.ts';
import { sendAnswer } from './send.ts';
import type { Answer, SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

export interface Scene {
  readonly provider: SimulatedProvider;
  readonly request: SimulatedRequest;
  readonly response: ServerResponse;
  readonly quota: QuotaState;
  readonly nowMs: EpochMs;
  /** What the provider would say if nothing were wrong. */
  readonly answer: () => Answer;
}

/** Does what an ill provider does; false when the behaviour leaves the answer to the provider itself. */
export function misbehave(behaviour: Behaviour, scene: Scene): boolean {
  const { response } = scene;
  switch (behaviour.kind) {
    case 'healthy':
    case 'degraded':
    case 'slow':
      return false;
    case 'unauthorized':
    case 'forbidden':
    case 'not_found':
    case 'rate_limited':
      return refuse(behaviour.kind, scene);
    case 'echo_credential':
      return echo(behaviour.status ?? 500, scene);
    default:
      return answerBadly(behaviour, response, scene.answer);
  }
}

function refuse(
  kind: 'unauthorized' | 'forbidden' | 'not_found' | 'rate_limited',
  { provider, request, response, quota, nowMs }: Scene,
): true {
  const used = kind === 'rate_limited' ? usedUp(quota, nowMs) : quota;
  const answer = provider.refuse(kind, request, used);
  const headers = { ...provider.quotaHeaders(used, answer.status ?? 200), ...answer.headers };
  return sendAnswer(response, { ...answer, headers });
}

// What a careless gateway does with a request that it does not like: it tells all it got, in all the ways there are.
function echo(status: 200 | 302 | 500, { request, response, answer }: Scene): true {
  const { authorization = '', apikey = '' } = request.headers;
  const sent = [authorization, apikey]
    .flat()
    .filter((value) => value !== '')
    .join(' ');
  const token = sent.replace(/^(?:Bearer|FlyV1|Basic) /, '');
  const forms = [sent, encodeURIComponent(token), Buffer.from(token).toString('base64')].join(' ');
  const body =
    status === 200
      ? withEveryString(answer().body, sent)
      : { message: `Failed for ${forms}`, error: { message: forms }, detail: forms, messages: [forms] };
  response.writeHead(status, `Failed for ${sent}`, {
    ...JSON_TYPE,
    'x-debug': forms,
    'x-ratelimit-limit': sent,
    location: `https://elsewhere.invalid/${encodeURIComponent(token)}?token=${encodeURIComponent(token)}`,
  });
  response.end(JSON.stringify(body));
  return true;
}

function withEveryString(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((item) => withEveryString(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withEveryString(item, text)]));
}
