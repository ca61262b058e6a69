import { type ComponentType, lazy } from 'react';

// What the first page does not need is fetched apart from it, so that it opens sooner.
const monitor = () => import('./monitor.tsx').then(({ MonitorPage: page }) => asDefault(page));
const incidents = () => import('./incidents.tsx').then(({ IncidentsPage: page }) => asDefault(page));
const incident = () => import('./incident.tsx').then(({ IncidentPage: page }) => asDefault(page));
const providers = () => import('./providers.tsx').then(({ ProvidersPage: page }) => asDefault(page));
const provider = () => import('./provider.tsx').then(({ ProviderPage: page }) => asDefault(page));
const ledger = () => import('./ledger.tsx').then(({ LedgerPage: page }) => asDefault(page));
const mcp = () => import('./mcp.tsx').then(({ McpPage: page }) => asDefault(page));
const tasks = () => import('./tasks.tsx').then(({ TasksPage: page }) => asDefault(page));
const setup = () => import('./setup.tsx').then(({ SetupPage: page }) => asDefault(page));
const credentials = () => import('./credentials.tsx').then(({ CredentialsPage: page }) => asDefault(page));

export const MonitorPage = lazy(monitor);
export const IncidentsPage = lazy(incidents);
export const IncidentPage = lazy(incident);
export const ProvidersPage = lazy(providers);
export const ProviderPage = lazy(provider);
export const LedgerPage = lazy(ledger);
export const CredentialsPage = lazy(credentials);
export const McpPage = lazy(mcp);
export const TasksPage = lazy(tasks);
export const SetupPage = lazy(setup);

const LATER = [monitor, incidents, incident, providers, provider, ledger, credentials, mcp, tasks, setup];

/** Fetches the later pages while nothing else is to be done, so that going there waits for nothing. */
export function fetchLaterPages(): void {
  for (const fetchPage of LATER) {
    // Without a network they are asked for again when they are gone to.
    fetchPage().catch(() => {});
  }
}

function asDefault(page: ComponentType): { readonly default: ComponentType } {
  return { default: page };
}
