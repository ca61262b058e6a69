import { expect, test } from 'vitest';
import { REASONS } from '../../contracts/status.ts';
import { planExperiments } from './plan.ts';

const WITH = { hasCallWithout: true };
const ALL = ['without_credential', 'public_call', 'egress', 'own_resolver'];

const PLANNED: Readonly<Record<string, readonly string[]>> = {
  auth_rejected: ['without_credential'],
  permission_denied: ['without_credential'],
  not_found: ['without_credential'],
  http_client_error: ['without_credential'],
  dns_failed: ['second_resolver', 'egress'],
  http_server_error: ALL,
  timeout: ALL,
  connection_refused: ALL,
  connection_reset: ALL,
  network_unreachable: ALL,
  tls_failed: ALL,
  protocol_error: ALL,
  unexpected_body: ALL,
  unexpected_status: ALL,
  body_too_large: ALL,
  redirect_refused: ALL,
};

test.each(REASONS)('%s', (reason) => {
  expect(planExperiments(reason, WITH)).toEqual(PLANNED[reason] ?? []);
});

test('a refused credential without a call to compare it with is compared with a public one', () => {
  expect(planExperiments('auth_rejected', { hasCallWithout: false })).toEqual(['public_call']);
  expect(planExperiments('permission_denied', { hasCallWithout: false })).toEqual(['public_call']);
  expect(planExperiments('not_found', { hasCallWithout: false })).toEqual(['without_credential']);
});
