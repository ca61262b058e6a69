import { z } from 'zod';

/** The four statuses, everywhere: code, API, dashboard, docs. From the best to the worst that asks for action. */
export const STATUSES = ['healthy', 'degraded', 'unhealthy', 'unknown'] as const;
export const statusSchema = z.enum(STATUSES);
export type Status = z.infer<typeof statusSchema>;

/**
 * Why a verdict is what it is: a closed list, so that software can branch on it. New reasons may be added in a later
 * version; none is renamed or removed.
 */
export const REASONS = [
  'ok',
  'threshold_crossed',
  'auth_missing',
  'auth_rejected',
  'permission_denied',
  'rate_limited',
  'not_found',
  'http_client_error',
  'http_server_error',
  'unexpected_status',
  'timeout',
  'dns_failed',
  'connection_refused',
  'connection_reset',
  'network_unreachable',
  'tls_failed',
  'protocol_error',
  'redirect_refused',
  'unexpected_body',
  'body_too_large',
  'internal_error',
  'quota_low',
] as const;
export const reasonSchema = z.enum(REASONS);
export type Reason = z.infer<typeof reasonSchema>;

/** Who has to act when a verdict is not healthy: a closed list that may grow. */
export const FAULTS = [
  'provider',
  'credential',
  'permission',
  'quota',
  'configuration',
  'dns',
  'network',
  'internal',
  'undetermined',
] as const;
export const faultSchema = z.enum(FAULTS);
export type Fault = z.infer<typeof faultSchema>;

/** Facts about a service by name; a fact that cannot be known is the string `"unknown"`. */
export const detailsSchema = z.record(z.string(), z.unknown());
export type Details = Readonly<Record<string, unknown>>;

export const UNKNOWN_DETAIL = 'unknown';
