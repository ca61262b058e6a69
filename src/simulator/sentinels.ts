import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendSignInPage } from './ill-answer.ts';
import { createLocalOrigin, type Network } from './local-origin.ts';
import { sendBytes } from './send.ts';

/** How the sentinels behave; `refusing` closes the connection at once, `redirecting` is a portal that wants a sign-in. */
export const SENTINEL_KINDS = ['answering', 'silent', 'refusing', 'redirecting', 'sign_in_page'] as const;
export type SentinelKind = (typeof SENTINEL_KINDS)[number];

export interface Sentinels {
  start(): Promise<void>;
  stop(): Promise<void>;
  set(kind: SentinelKind): void;
  kind(): SentinelKind;
  /** Their addresses, as `KORA_EGRESS_SENTINELS` takes them. */
  environment(): Record<string, string>;
}

const HOW_MANY = 3;

/** Addresses that answer 204 as long as anything gets out, each at an origin of its own, as if of several operators. */
export function createSentinels(network: () => Network): Sentinels {
  let kind: SentinelKind = 'answering';
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    if (network() === 'lost') request.socket.resetAndDestroy();
    else if (network() === 'intercepted') sendSignInPage(response);
    else act(kind, response);
  };
  const origins = Array.from({ length: HOW_MANY }, () => createLocalOrigin(answer));
  return {
    async start() {
      await Promise.all(origins.map((origin) => origin.start()));
    },
    async stop() {
      await Promise.all(origins.map((origin) => origin.stop()));
    },
    set(next) {
      kind = next;
    },
    kind: () => kind,
    environment: () => ({
      KORA_EGRESS_SENTINELS: origins.map((origin) => `${origin.url()}/generate_204`).join(','),
    }),
  };
}

function act(kind: SentinelKind, response: ServerResponse): void {
  switch (kind) {
    case 'silent':
      return;
    case 'refusing':
      response.socket?.resetAndDestroy();
      return;
    case 'redirecting':
      sendBytes(response, {
        status: 302,
        headers: { location: 'https://portal.invalid/sign-in' },
        bytes: '',
      });
      return;
    case 'sign_in_page':
      sendSignInPage(response);
      return;
    case 'answering':
      sendBytes(response, { status: 204, headers: {}, bytes: '' });
  }
}
