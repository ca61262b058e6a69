import type { CredentialsResponse } from '../../../src/contracts/credentials.ts';
import type { Explanation } from '../../../src/contracts/explanation.ts';
import type { LedgerResponse, ProviderDetail, ProvidersResponse } from '../../../src/contracts/providers.ts';
import { getJson, hasList } from './api.ts';

export function fetchExplanation(name: string, signal: AbortSignal): Promise<Explanation> {
  return getJson(`/api/v1/monitors/${encodeURIComponent(name)}/explanation`, signal, isExplanation);
}

export function fetchProviders(signal: AbortSignal): Promise<ProvidersResponse> {
  return getJson('/api/v1/providers', signal, isProviders);
}

export function fetchProvider(type: string, signal: AbortSignal): Promise<ProviderDetail> {
  return getJson(`/api/v1/providers/${encodeURIComponent(type)}`, signal, isProviderDetail);
}

const MOST_ENTRIES = 500;

export interface LedgerQuery {
  readonly provider?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly cursor?: string | null;
}

export function fetchLedger(query: LedgerQuery, signal: AbortSignal): Promise<LedgerResponse> {
  return getJson(ledgerPath(query), signal, isLedger);
}

/** Where the same entries are had as a file, as many as the server gives at once. */
export function ledgerCsvPath(query: LedgerQuery): string {
  return ledgerPath(query, { limit: String(MOST_ENTRIES), format: 'csv' });
}

function ledgerPath(query: LedgerQuery, more: Readonly<Record<string, string>> = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...query, ...more })) {
    if (value !== null && value !== undefined) params.set(key, value);
  }
  return params.size === 0 ? '/api/v1/ledger' : `/api/v1/ledger?${params}`;
}

export function fetchCredentials(signal: AbortSignal): Promise<CredentialsResponse> {
  return getJson('/api/v1/credentials', signal, isCredentials);
}

const isExplanation = (body: unknown): body is Explanation => hasList(body, 'evidence');
const isProviders = (body: unknown): body is ProvidersResponse => hasList(body, 'providers');
const isProviderDetail = (body: unknown): body is ProviderDetail => hasList(body, 'budgets');
const isLedger = (body: unknown): body is LedgerResponse => hasList(body, 'entries');
const isCredentials = (body: unknown): body is CredentialsResponse => hasList(body, 'credentials');
