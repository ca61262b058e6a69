import type { IncomingHttpHeaders } from 'node:http';
import type { EpochMs } from '../lib/time.ts';
import type { QuotaRule, QuotaState } from './quota.ts';

export const PROVIDER_NAMES = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

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
  /** 200 unless it says otherwise. */
  readonly status?: number;
  /** `content-type` is that of JSON unless it says otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Numbers = Readonly<Record<string, number>>;

export interface World<Data extends Numbers> {
  readonly data: Data;
  readonly nowMs: EpochMs;
  readonly startedAtMs: EpochMs;
}

export type RefusalKind = 'unauthorized' | 'forbidden' | 'not_found' | 'rate_limited';

/** One provider's API as its documentation describes it. */
export interface ProviderParts<Data extends Numbers> {
  readonly name: ProviderName;
  /** What a round trip usually takes. */
  readonly latencyMs: number;
  /** Null when the provider tells nothing of a limit. */
  readonly quota: QuotaRule | null;
  /** The numbers of a good day, and those of a bad one. */
  readonly healthy: Data;
  readonly degraded: Partial<Data>;
  /** Made-up values in the provider's own form. */
  readonly credentials: readonly string[];
  environment(url: string): Record<string, string>;
  isAuthenticated(request: SimulatedRequest): boolean;
  /** What anybody may ask, without any credential. Default: nothing. */
  isPublic?(request: SimulatedRequest): boolean;
  answer(request: SimulatedRequest, world: World<Data>): Answer;
  refuse(kind: RefusalKind, request: SimulatedRequest, quota: QuotaState): Answer;
  /** The headers that go with an answer of this status. */
  quotaHeaders(quota: QuotaState, status: number): Readonly<Record<string, string>>;
}

export interface SimulatedProvider extends Omit<ProviderParts<Numbers>, 'answer' | 'healthy' | 'degraded'> {
  /** The numbers of a good or a bad day with some replaced. Throws an Error on a number it does not have. */
  numbers(degraded: boolean, replaced: Numbers): Numbers;
  answer(
    request: SimulatedRequest,
    world: Omit<World<Numbers>, 'data'> & { readonly degraded: boolean; readonly replaced: Numbers },
  ): Answer;
}

export function defineSimulatedProvider<Data extends Numbers>(parts: ProviderParts<Data>): SimulatedProvider {
  const { healthy, degraded: bad } = parts;
  function numbers(degraded: boolean, replaced: Numbers): Data {
    const strange = Object.keys(replaced).find((key) => !(key in healthy));
    if (strange !== undefined) {
      throw new Error(`${parts.name} has no number "${strange}"; it has ${Object.keys(healthy).join(', ')}`);
    }
    return { ...healthy, ...(degraded ? bad : {}), ...replaced };
  }
  return {
    ...parts,
    numbers,
    answer: (request, { degraded, replaced, nowMs, startedAtMs }) =>
      parts.answer(request, { data: numbers(degraded, replaced), nowMs, startedAtMs }),
  };
}
