import type { IncomingHttpHeaders } from 'node:http';

export interface SimulatedRequest {
  readonly provider: string;
  readonly method: string;
  /** Below the provider's own address. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** How a provider is to behave. */
export type Behaviour =
  | { readonly kind: 'healthy' | 'degraded' | 'unauthorized' | 'forbidden' | 'not_found' | 'rate_limited' }
  | { readonly kind: 'server_error'; readonly status: number }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'silent' | 'reset' | 'half_body' | 'wrong_content_type' | 'html_200' | 'malformed_json' }
  | { readonly kind: 'huge_body' | 'compression_bomb' | 'echo_credential' }
  | { readonly kind: 'redirect_elsewhere'; readonly url: string };

export interface Control {
  /** The data crosses the contract's threshold. */
  readonly degraded: boolean;
  readonly nowMs: number;
}

/** One provider's API as its documentation describes it. */
export interface SimulatedProvider {
  readonly name: string;
  /** What a round trip usually takes. */
  readonly latencyMs: number;
  environment(url: string): Record<string, string>;
  isAuthenticated(request: SimulatedRequest): boolean;
  answer(request: SimulatedRequest, control: Control): Answer;
  unauthorized(request: SimulatedRequest): Answer;
  forbidden(request: SimulatedRequest): Answer;
  rateLimited(request: SimulatedRequest): Answer;
}
