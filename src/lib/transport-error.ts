import { errorCode } from './errors.ts';
import type { HttpAnswer } from './http-client.ts';

/** Why no answer came, or none that may be read. Part of the closed list of reasons. */
export type TransportFailure =
  | 'timeout'
  | 'dns_failed'
  | 'connection_refused'
  | 'connection_reset'
  | 'network_unreachable'
  | 'tls_failed'
  | 'protocol_error'
  | 'redirect_refused'
  | 'body_too_large'
  | 'unexpected_body';

interface TransportErrorExtra {
  readonly staleConnection?: boolean;
  readonly answer?: HttpAnswer;
  readonly cause?: unknown;
}

/** The message is made from codes, never from what the other side wrote. */
export class TransportError extends Error {
  readonly failure: TransportFailure;
  /** The failure may be the race between a server's idle timeout and our reuse of the connection. */
  readonly staleConnection: boolean;
  /** The answer that may not be followed or used; null when there was none. */
  readonly answer: HttpAnswer | null;

  constructor(failure: TransportFailure, message: string, extra: TransportErrorExtra = {}) {
    super(message, { cause: extra.cause });
    this.name = 'TransportError';
    this.failure = failure;
    this.staleConnection = extra.staleConnection ?? false;
    this.answer = extra.answer ?? null;
  }
}

const FAILURE_BY_CODE: Readonly<Record<string, readonly [TransportFailure, string]>> = {
  ENOTFOUND: ['dns_failed', 'the name does not resolve'],
  EAI_AGAIN: ['dns_failed', 'the resolver did not answer'],
  EAI_NODATA: ['dns_failed', 'the name has no address'],
  EAI_FAIL: ['dns_failed', 'the resolver failed'],
  ECONNREFUSED: ['connection_refused', 'nothing listens there'],
  ECONNRESET: ['connection_reset', 'the connection was reset'],
  EPIPE: ['connection_reset', 'the connection was closed while sending'],
  UND_ERR_SOCKET: ['connection_reset', 'the connection was closed before the whole answer came'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['connection_reset', 'the answer ended before its announced length'],
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: ['protocol_error', 'the request had another length than announced'],
  ETIMEDOUT: ['timeout', 'the connection attempt timed out'],
  UND_ERR_CONNECT_TIMEOUT: ['timeout', 'the connection attempt timed out'],
  ENETUNREACH: ['network_unreachable', 'no route to the network'],
  EHOSTUNREACH: ['network_unreachable', 'no route to the host'],
  EADDRNOTAVAIL: ['network_unreachable', 'no local address to connect from'],
  EPROTO: ['tls_failed', 'the TLS handshake failed'],
  CERT_HAS_EXPIRED: ['tls_failed', 'the certificate has expired'],
  CERT_NOT_YET_VALID: ['tls_failed', 'the certificate is not valid yet'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls_failed', 'the certificate is self-signed'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls_failed', 'the certificate chain ends in an unknown authority'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls_failed', 'the certificate chain is incomplete'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['tls_failed', 'the certificate comes from an unknown authority'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls_failed', 'the certificate is for another name'],
  UND_ERR_HEADERS_OVERFLOW: ['protocol_error', 'the headers of the answer are too large'],
  UND_ERR_INVALID_ARG: ['protocol_error', 'the request could not be put on the wire'],
};

/** Gives any error of Node's or undici's network code its kind; the text names the code. */
export function transportError(error: unknown, staleConnection: boolean): TransportError {
  if (error instanceof TransportError) return error;
  const code = innermostCode(error);
  const known = code === null ? undefined : FAILURE_BY_CODE[code];
  if (known !== undefined)
    return new TransportError(known[0], `${known[1]} (${code})`, { staleConnection, cause: error });
  if (code?.startsWith('ERR_SSL') || code?.startsWith('ERR_TLS')) {
    return new TransportError('tls_failed', `the TLS handshake failed (${code})`, { cause: error });
  }
  if (code?.startsWith('HPE_')) {
    return new TransportError('protocol_error', `the answer is not valid HTTP (${code})`, { cause: error });
  }
  return new TransportError('protocol_error', `the exchange failed${code === null ? '' : ` (${code})`}`, {
    cause: error,
  });
}

// With several addresses tried, Node wraps one error per address in an AggregateError.
function innermostCode(error: unknown): string | null {
  if (error instanceof AggregateError && error.errors.length > 0) return innermostCode(error.errors[0]);
  return errorCode(error);
}
