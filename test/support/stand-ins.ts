import { createHash } from 'node:crypto';
import { type Script, type ScriptedAnswer, type SeenRequest, scriptedServer } from './scripted-server.ts';

/** A server in the place of somebody outside, which can be changed, killed and brought back. Use with `await using`. */
export interface StandIn extends AsyncDisposable {
  readonly url: string;
  /** Every request so far, in order. */
  readonly requests: readonly SeenRequest[];
  /** From now on it answers so. */
  play(script: Script): void;
  /** Nothing listens at its address any more: connections are refused. Harmless when it is dead already. */
  die(): Promise<void>;
  /** It listens at the same address again. */
  revive(): Promise<void>;
}

/** An origin that answers as the script says. */
export async function standIn(first: Script): Promise<StandIn> {
  let script = first;
  let isAlive = true;
  const requests: SeenRequest[] = [];
  const answer: Script = (request, raw) => {
    requests.push(request);
    return script(request, raw);
  };
  let server = await scriptedServer(answer);
  const { url } = server;
  async function die(): Promise<void> {
    if (!isAlive) return;
    isAlive = false;
    await server[Symbol.asyncDispose]();
  }
  return {
    url,
    requests,
    play(next) {
      script = next;
    },
    die,
    async revive() {
      server = await scriptedServer(answer, Number(new URL(url).port));
      isAlive = true;
    },
    [Symbol.asyncDispose]: die,
  };
}

/** What anybody gets from a network that wants a sign-in, in the place of whom they asked. */
export const portal: Script = () => ({
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Hotel Wi-Fi</title><form>Your room number</form>',
});

/** Never answers. */
export const silence: Script = () => undefined;

/** A gateway in front of a provider that is out. */
export const unavailable: Script = () => ({
  status: 503,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>503</title>upstream connect error',
});

/** An API as its public documentation has it: what it says to its account, and to anybody else. */
export interface ProviderStandIn {
  readonly token: string;
  /** Answers its account well and refuses anybody else. */
  readonly well: Script;
  /** The token counts no more. */
  readonly revoked: Script;
  /** The account has asked too much. */
  readonly limited: Script;
}

interface ApiWords {
  readonly token: string;
  readonly good: (request: SeenRequest) => ScriptedAnswer;
  readonly missing: ScriptedAnswer;
  readonly wrong: ScriptedAnswer;
  readonly limited: ScriptedAnswer;
}

function providerStandIn({ token, good, missing, wrong, limited }: ApiWords): ProviderStandIn {
  const forAccount =
    (answer: (request: SeenRequest) => ScriptedAnswer): Script =>
    (request) => {
      const { authorization } = request.headers;
      if (authorization === undefined) return missing;
      return authorization === `Bearer ${token}` ? answer(request) : wrong;
    };
  return {
    token,
    well: forAccount(good),
    revoked: forAccount(() => wrong),
    limited: forAccount(() => limited),
  };
}

/** Doppler (docs.doppler.com/reference): messages beside `success`, and Retry-After in seconds. */
export const dopplerStandIn = providerStandIn({
  token: 'dp.sa.planted0000000000000000000000000000000000001',
  good({ path, query }) {
    if (path === '/v3/me') {
      const workplace = { slug: 'f2a1', name: 'Acme' };
      return { body: { slug: 's', name: 'heartbeat', type: 'service_account_token', workplace } };
    }
    return path === '/v3/projects'
      ? { body: { page: Number(query.get('page')), projects: [] } }
      : { status: 404 };
  },
  missing: { status: 401, body: { messages: ['Please provide an auth token'], success: false } },
  wrong: { status: 401, body: { messages: ['Invalid Auth token'], success: false } },
  limited: {
    status: 429,
    headers: { 'retry-after': '2', 'x-ratelimit-limit': '240', 'x-ratelimit-remaining': '0' },
    body: { messages: ['Rate limit exceeded'], success: false },
  },
});

/** Sentry (docs.sentry.io/api): an array of issues with a Link header, and `detail` in every refusal. */
export const sentryStandIn = providerStandIn({
  token: 'sntryu_planted00000000000000000000000000000000000000000000000001',
  good({ path }) {
    const link = '<https://us.sentry.io/>; rel="next"; results="false"; cursor="0:100:0"';
    return path.endsWith('/issues/')
      ? { headers: { link }, body: [] }
      : { status: 404, body: { detail: 'no' } };
  },
  missing: { status: 401, body: { detail: 'Authentication credentials were not provided.' } },
  wrong: { status: 401, body: { detail: 'Invalid token' } },
  limited: {
    status: 429,
    headers: { 'content-type': 'text/html' },
    body: '{"detail":"You are attempting to use this endpoint too frequently."}',
  },
});

export interface PageComponent {
  readonly name: string;
  readonly status: 'operational' | 'degraded_performance' | 'partial_outage' | 'major_outage';
}

/** A page of the kind that Statuspage makes (`/api/v2/summary.json`), with its tag and one incident while not all is well. */
export function statusPage(name: string, components: readonly PageComponent[]): Script {
  const worst = components.find(({ status }) => status !== 'operational');
  const at = '2026-11-25T08:00:00.000Z';
  const body = JSON.stringify({
    page: { id: 'p1', name, url: 'https://status.example.com', time_zone: 'Etc/UTC', updated_at: at },
    status: { indicator: worst === undefined ? 'none' : 'critical', description: name },
    components: components.map((component, i) => ({
      ...component,
      id: `c${i}`,
      group: false,
      group_id: null,
      updated_at: at,
    })),
    incidents: worst === undefined ? [] : [openIncident(worst.name, at)],
    scheduled_maintenances: [],
  });
  const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
  return ({ headers }) =>
    headers['if-none-match'] === etag
      ? { status: 304, headers: { etag } }
      : { headers: { etag, 'content-type': 'application/json' }, body };
}

function openIncident(component: string, at: string) {
  return {
    id: 'i1',
    name: `Trouble with ${component}`,
    status: 'investigating',
    impact: 'critical',
    shortlink: 'https://stspg.io/i1',
    created_at: at,
    started_at: at,
    updated_at: at,
    resolved_at: null,
    components: [],
    incident_updates: [{ id: 'u1', status: 'investigating', body: 'We are looking.', created_at: at }],
  };
}

/** An address outside that answers without a body as long as anything gets out. */
export const sentinel: Script = () => ({ status: 204 });
