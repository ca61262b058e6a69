import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Behaviour, parseBehaviour } from './behaviour.ts';
import { parseFields, word } from './fields.ts';
import { NETWORKS } from './local-origin.ts';
import { parsePage } from './page-behaviour.ts';
import { sendAnswer } from './send.ts';
import { SENTINEL_KINDS } from './sentinels.ts';
import { PROVIDER_NAMES, type ProviderName } from './simulated-provider.ts';
import type { SurroundingControls, SurroundingState } from './surroundings.ts';

export interface Controlled extends SurroundingControls {
  readonly state: () => SurroundingState & { readonly behaviours: Readonly<Record<string, Behaviour>> };
  /** As each of the others: throws an Error that says what is wrong with it. */
  set(provider: ProviderName, behaviour: Behaviour): void;
}

/**
 * `GET /_control` tells how everything behaves; a `PUT` below it changes one thing until it is changed again. It answers
 * whatever became of the simulated network. The simulator listens on the loopback address only.
 */
export function answerControl(
  { url, method }: IncomingMessage,
  response: ServerResponse,
  { body, controlled }: { readonly body: string; readonly controlled: Controlled },
): true {
  const path = (url ?? '').split('/').slice(2);
  if (method === 'GET' && path.length === 0) return sendAnswer(response, { body: controlled.state() });
  const change = method === 'PUT' ? findChange(path, controlled) : null;
  if (change === null) {
    const provider = `{${PROVIDER_NAMES.join('|')}}`;
    const places = [provider, `${provider}/page`, 'sentinels', 'network'].map(
      (place) => `/_control/${place}`,
    );
    const error = `ask GET /_control, or PUT ${places.join(' or ')}`;
    return sendAnswer(response, { status: 404, body: { error } });
  }
  try {
    return sendAnswer(response, { body: change(body) });
  } catch (error) {
    return sendAnswer(response, { status: 400, body: { error: String(error) } });
  }
}

/** Makes the change that a body asks for, and gives what it was understood as. */
type Change = (body: string) => unknown;

function findChange([first, second, ...rest]: readonly string[], controlled: Controlled): Change | null {
  if (rest.length > 0) return null;
  const provider = PROVIDER_NAMES.find((name) => name === first);
  if (provider !== undefined && second === undefined)
    return (body) => told(parseBehaviour(body), (behaviour) => controlled.set(provider, behaviour));
  if (provider !== undefined && second === 'page')
    return (body) => told(parsePage(body), (page) => controlled.setPage(provider, page));
  if (second !== undefined) return null;
  if (first === 'sentinels')
    return (body) => told(parseWord(body, 'sentinels', SENTINEL_KINDS), controlled.setSentinels);
  return first === 'network'
    ? (body) => told(parseWord(body, 'network', NETWORKS), controlled.setNetwork)
    : null;
}

function told<Value>(value: Value, set: (value: Value) => void): Value {
  set(value);
  return value;
}

function parseWord<Word extends string>(body: string, name: string, words: readonly Word[]): Word {
  return word(parseFields(body, `{"${name}": "${words[0]}"}`), name, words);
}
