import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Behaviour, parseBehaviour } from './behaviour.ts';
import { sendAnswer } from './send.ts';
import { PROVIDER_NAMES } from './simulated-provider.ts';

export interface Controlled {
  readonly behaviours: () => Readonly<Record<string, Behaviour>>;
  /** Throws an Error that says what is wrong with it. */
  set(provider: string, behaviour: Behaviour): void;
}

/**
 * `GET /_control` lists how each provider behaves; `PUT /_control/{provider}` with `{"behaviour": "slow", "ms": 1500}`
 * changes it until it is changed again. The simulator listens on the loopback address only.
 */
export function answerControl(
  { url, method }: IncomingMessage,
  response: ServerResponse,
  { body, controlled }: { readonly body: string; readonly controlled: Controlled },
): true {
  const [, , provider] = (url ?? '').split('/');
  if (method === 'GET' && provider === undefined)
    return sendAnswer(response, { body: { behaviours: controlled.behaviours() } });
  if (method !== 'PUT' || !PROVIDER_NAMES.some((name) => name === provider)) {
    const error = `ask GET /_control, or PUT /_control/{${PROVIDER_NAMES.join('|')}}`;
    return sendAnswer(response, { status: 404, body: { error } });
  }
  try {
    const behaviour = parseBehaviour(body);
    controlled.set(provider ?? '', behaviour);
    return sendAnswer(response, { body: behaviour });
  } catch (error) {
    return sendAnswer(response, { status: 400, body: { error: String(error) } });
  }
}
