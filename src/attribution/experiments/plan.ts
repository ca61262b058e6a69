import type { Reason } from '../../contracts/status.ts';

/** `own_resolver` looks whether this machine's resolver lies, where it gave an address. */
export type PlannedExperiment =
  | 'without_credential'
  | 'public_call'
  | 'egress'
  | 'second_resolver'
  | 'own_resolver';

const REFUSED: readonly PlannedExperiment[] = ['without_credential'];
const SILENT: readonly PlannedExperiment[] = ['without_credential', 'public_call', 'egress', 'own_resolver'];
const NAMELESS: readonly PlannedExperiment[] = ['second_resolver', 'egress'];
const NONE: readonly PlannedExperiment[] = [];

const PLAN = {
  ok: NONE,
  threshold_crossed: NONE,
  auth_missing: NONE,
  auth_rejected: REFUSED,
  permission_denied: REFUSED,
  rate_limited: NONE,
  quota_low: NONE,
  not_found: REFUSED,
  http_client_error: REFUSED,
  http_server_error: SILENT,
  unexpected_status: SILENT,
  timeout: SILENT,
  dns_failed: NAMELESS,
  connection_refused: SILENT,
  connection_reset: SILENT,
  network_unreachable: SILENT,
  tls_failed: SILENT,
  protocol_error: SILENT,
  redirect_refused: SILENT,
  unexpected_body: SILENT,
  body_too_large: SILENT,
  internal_error: NONE,
} satisfies Record<Reason, readonly PlannedExperiment[]>;

/** Whether a refused credential may be told from an unwell provider by the same call without it. */
const CREDENTIAL_REASONS: readonly Reason[] = ['auth_rejected', 'permission_denied'];

/** What is worth trying to learn whose fault a look with that reason is. Each costs a call, so none is made that decides nothing. */
export function planExperiments(
  reason: Reason,
  { hasCallWithout }: { readonly hasCallWithout: boolean },
): readonly PlannedExperiment[] {
  if (CREDENTIAL_REASONS.includes(reason) && !hasCallWithout) return ['public_call'];
  return PLAN[reason];
}
