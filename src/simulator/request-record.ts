import type { SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

/** One request as it came, every credential of the simulator in it replaced by `***`. */
export interface SeenRequest {
  readonly provider: string;
  readonly method: string;
  /** Below the provider's own address. */
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly userAgent: string;
  /** The credential was one that the provider takes. */
  readonly authenticated: boolean;
  /** The names of the headers that carried a credential, and the word before it, such as `authorization: Bearer`. */
  readonly credentialHeaders: readonly string[];
}

export interface RequestRecord {
  add(request: SimulatedRequest, provider: SimulatedProvider): void;
  /** In order; of a long run only the newest. */
  list(): readonly SeenRequest[];
  clear(): void;
}

const MOST = 4_000;

export function createRequestRecord(): RequestRecord {
  let seen: SeenRequest[] = [];
  return {
    add(request, provider) {
      if (seen.length >= MOST) seen = seen.slice(MOST / 2);
      seen.push(withoutCredentials(request, provider));
    },
    list: () => [...seen],
    clear() {
      seen = [];
    },
  };
}

function withoutCredentials(request: SimulatedRequest, provider: SimulatedProvider): SeenRequest {
  const mask = (text: string) =>
    provider.credentials.reduce((masked, credential) => masked.replaceAll(credential, '***'), text);
  const { authorization, apikey } = request.headers;
  return {
    provider: request.provider,
    method: request.method,
    path: mask(request.path),
    query: mask(request.query.toString()),
    body: mask(request.body),
    userAgent: request.headers['user-agent'] ?? '',
    authenticated: provider.isAuthenticated(request),
    credentialHeaders: [
      ...(authorization === undefined ? [] : [`authorization: ${authorization.split(' ')[0] ?? ''}`]),
      ...(apikey === undefined ? [] : ['apikey']),
    ].map(mask),
  };
}
