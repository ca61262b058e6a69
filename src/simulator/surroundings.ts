import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../lib/time.ts';
import { sendSignInPage } from './ill-answer.ts';
import type { Network } from './local-origin.ts';
import type { PageBehaviour } from './page-behaviour.ts';
import { createStatusPages } from './page-origin.ts';
import { createSentinels, type SentinelKind } from './sentinels.ts';
import type { ProviderName } from './simulated-provider.ts';

/** What of the surroundings can be changed while they are there. */
export interface SurroundingControls {
  /** What the provider's status page says; the API does not know. Throws an Error on a component that there is not. */
  setPage(provider: ProviderName, page: PageBehaviour): void;
  setSentinels(kind: SentinelKind): void;
  /** `lost` closes every connection to an API, a status page or a sentinel; `intercepted` answers each with a sign-in page. */
  setNetwork(network: Network): void;
}

export interface SurroundingState {
  readonly pages: Readonly<Record<string, PageBehaviour>>;
  readonly sentinels: SentinelKind;
  readonly network: Network;
}

export interface Surroundings {
  readonly controls: SurroundingControls;
  start(): Promise<void>;
  stop(): Promise<void>;
  state(): SurroundingState;
  /** Every variable that points feeds and sentinels here, and nothing at the internet. */
  environment(): Record<string, string>;
  /** Does with a request to an API what the network does with it; false when it lets it through. */
  cutOff(request: IncomingMessage, response: ServerResponse): boolean;
}

/** What stands around the APIs: their official status pages, sentinels, and the network that carries all of it. */
export function createSurroundings(clock: Clock): Surroundings {
  let network: Network = 'there';
  const pages = createStatusPages({ clock, network: () => network });
  const sentinels = createSentinels(() => network);
  return {
    controls: {
      setPage: pages.set,
      setSentinels: sentinels.set,
      setNetwork(next) {
        network = next;
      },
    },
    async start() {
      await Promise.all([pages.start(), sentinels.start()]);
    },
    async stop() {
      await Promise.all([pages.stop(), sentinels.stop()]);
    },
    state: () => ({ pages: pages.behaviours(), sentinels: sentinels.kind(), network }),
    environment: () => ({ KORA_OFFLINE: '1', ...pages.environment(), ...sentinels.environment() }),
    cutOff(request, response) {
      if (network === 'there') return false;
      if (network === 'lost') request.socket.resetAndDestroy();
      else sendSignInPage(response);
      return true;
    },
  };
}
