/** What went wrong with a request or an instruction given to Kora; each edge turns the code into its own words. */
export type KoraErrorCode =
  | 'usage'
  | 'configuration_invalid'
  | 'address_in_use'
  | 'listen_failed'
  | 'not_found'
  | 'busy'
  | 'too_soon'
  | 'unauthorized'
  | 'forbidden'
  | 'bad_request'
  | 'store_newer'
  | 'store_in_use'
  | 'store_unavailable'
  | 'shutting_down';

export interface KoraErrorExtra {
  readonly cause?: unknown;
  /** One line per problem, for people. */
  readonly problems?: readonly string[];
  readonly retryAfterMs?: number;
}

/** A bad request to Kora (never a bad target, never a bug). The message says what happened and what to do. */
export class KoraError extends Error {
  readonly code: KoraErrorCode;
  readonly problems: readonly string[];
  readonly retryAfterMs: number | null;

  constructor(code: KoraErrorCode, message: string, extra: KoraErrorExtra = {}) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = 'KoraError';
    this.code = code;
    this.problems = extra.problems ?? [];
    this.retryAfterMs = extra.retryAfterMs ?? null;
  }
}

/** The `code` of a Node or undici error (`ECONNREFUSED`), or null. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** A short name and message of anything that was thrown, on one line. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/\s+/g, ' ').trim();
}
