import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../lib/time.ts';
import { answerBadly, JSON_TYPE, sendSignInPage } from './ill-answer.ts';
import { createLocalOrigin, type Network } from './local-origin.ts';
import { isNews, type PageBehaviour } from './page-behaviour.ts';
import { PAGE_LAYOUTS } from './page-layouts.ts';
import { sendBytes } from './send.ts';
import { PROVIDER_NAMES, type ProviderName } from './simulated-provider.ts';
import { openPage, type StatusPage, turnPage } from './status-page.ts';
import { showPage } from './status-page-html.ts';
import { statuspageDocument } from './statuspage-v2.ts';

export interface StatusPages {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Throws an Error on a component that there is not. */
  set(provider: ProviderName, page: PageBehaviour): void;
  behaviours(): Readonly<Record<string, PageBehaviour>>;
  /** `KORA_VERCEL_FEED_URL` and the like. */
  environment(): Record<string, string>;
}

interface KeptPage {
  readonly behaviour: PageBehaviour;
  readonly page: StatusPage;
}

const PATH = /^\/([a-z]+)\/api\/v2\/(.+)$/;

/** The official status pages of all providers, each under a path of its own, at an origin that is none of their APIs'. */
export function createStatusPages({
  clock,
  network,
}: {
  readonly clock: Clock;
  readonly network: () => Network;
}): StatusPages {
  const kept = new Map<string, KeptPage>(
    PROVIDER_NAMES.map((name) => [
      name,
      { behaviour: { kind: 'operational' }, page: openPage(PAGE_LAYOUTS[name], clock.nowMs()) },
    ]),
  );
  const origin = createLocalOrigin((request, response) => {
    if (network() === 'lost') request.socket.resetAndDestroy();
    else if (network() === 'intercepted') sendSignInPage(response);
    else answer(request, response);
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, provider = '', name = ''] = PATH.exec(pathname) ?? [];
    const found = kept.get(provider);
    const address = { url: `${origin.url()}/${provider}` };
    const document = found === undefined ? null : statuspageDocument(name, found.page, address);
    if (found === undefined || document === null) {
      showPage(kept.get(pathname.split('/')[1] ?? '')?.page ?? null, response);
      return;
    }
    const { behaviour } = found;
    if (isNews(behaviour)) sendTagged(document, request, response);
    else if (behaviour.kind === 'shrunk') sendTagged({ ...document, components: [] }, request, response);
    else if (behaviour.kind === 'ten_thousand_components')
      sendTagged({ ...document, components: manyComponents() }, request, response);
    else answerBadly(behaviour, response, () => ({ body: document }));
  }

  return {
    start: () => origin.start(),
    stop: () => origin.stop(),
    set(provider, behaviour) {
      const { page } = kept.get(provider) ?? { page: openPage(PAGE_LAYOUTS[provider], clock.nowMs()) };
      const turned = isNews(behaviour) ? turnPage(page, behaviour, clock.nowMs()) : page;
      kept.set(provider, { behaviour, page: turned });
    },
    behaviours: () => Object.fromEntries([...kept].map(([name, { behaviour }]) => [name, behaviour])),
    environment: () =>
      Object.fromEntries(
        PROVIDER_NAMES.map((name) => [
          `KORA_${name.toUpperCase()}_FEED_URL`,
          `${origin.url()}/${name}/api/v2/summary.json`,
        ]),
      ),
  };
}

// As the real pages do: the same document has the same tag, and who knows it already gets no body.
function sendTagged(document: object, request: IncomingMessage, response: ServerResponse): void {
  const bytes = JSON.stringify(document);
  const etag = `W/"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
  const headers = { etag, 'cache-control': 'max-age=0, private, must-revalidate' };
  if (request.headers['if-none-match'] === etag) sendBytes(response, { status: 304, headers, bytes: '' });
  else sendBytes(response, { status: 200, headers: { ...JSON_TYPE, ...headers }, bytes });
}

const MANY = 10_000;

function manyComponents(): object[] {
  return Array.from({ length: MANY }, (_, index) => ({
    id: `component${index}`,
    name: `Point of presence ${index}`,
    status: 'operational',
    group: false,
    group_id: null,
    position: index + 1,
  }));
}
