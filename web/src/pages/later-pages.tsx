import { type ComponentType, lazy } from 'react';

// What the first page does not need is fetched apart from it, so that it opens sooner.
const monitor = () => import('./monitor.tsx').then(({ MonitorPage: page }) => asDefault(page));
const incidents = () => import('./incidents.tsx').then(({ IncidentsPage: page }) => asDefault(page));
const incident = () => import('./incident.tsx').then(({ IncidentPage: page }) => asDefault(page));

export const MonitorPage = lazy(monitor);
export const IncidentsPage = lazy(incidents);
export const IncidentPage = lazy(incident);

/** Fetches the later pages while nothing else is to be done, so that going there waits for nothing. */
export function fetchLaterPages(): void {
  for (const fetchPage of [monitor, incidents, incident]) {
    // Without a network they are asked for again when they are gone to.
    fetchPage().catch(() => {});
  }
}

function asDefault(page: ComponentType): { readonly default: ComponentType } {
  return { default: page };
}
