import type { EpochMs } from '../lib/time.ts';
import type { ComponentState, IncidentPhase, PageNews } from './page-behaviour.ts';
import type { ComponentPlace, PageLayout } from './page-layouts.ts';

export interface PageComponent extends ComponentPlace {
  readonly state: ComponentState;
  readonly updatedAtMs: EpochMs;
}

export interface IncidentUpdate {
  readonly phase: IncidentPhase;
  readonly text: string;
  readonly atMs: EpochMs;
}

export interface PageIncident {
  readonly title: string;
  /** The worst that it ever was. */
  readonly worst: ComponentState;
  /** Every component that it ever named. */
  readonly components: readonly string[];
  /** The newest first; never empty. */
  readonly updates: readonly [IncidentUpdate, ...IncidentUpdate[]];
  readonly startedAtMs: EpochMs;
}

/** A provider's official page as it stands. */
export interface StatusPage {
  readonly layout: PageLayout;
  readonly components: readonly PageComponent[];
  /** The newest first, the resolved ones included. */
  readonly incidents: readonly PageIncident[];
  readonly updatedAtMs: EpochMs;
}

// Of a long run only the newest.
const MOST_INCIDENTS = 20;

export function openPage(layout: PageLayout, nowMs: EpochMs): StatusPage {
  const components = layout.components.map((place) => ({
    ...place,
    state: 'operational' as const,
    updatedAtMs: nowMs,
  }));
  return { layout, components, incidents: [], updatedAtMs: nowMs };
}

/** The page after its people wrote on it; the very same page when that changes nothing. Throws on an unknown component. */
export function turnPage(page: StatusPage, news: PageNews, nowMs: EpochMs): StatusPage {
  const named = news.components ?? [page.layout.main];
  const strange = named.find((name) => !page.layout.components.some((place) => place.name === name));
  if (strange !== undefined) {
    const names = page.layout.components.map(({ name }) => name);
    throw new Error(`${page.layout.title} has no component "${strange}"; it has ${names.join(', ')}`);
  }
  const components = page.components.map((component) => {
    const state = named.includes(component.name) ? news.kind : 'operational';
    return state === component.state ? component : { ...component, state, updatedAtMs: nowMs };
  });
  const incidents = writeIncidents(page.incidents, { ...news, components: named }, nowMs);
  const isSame =
    incidents === page.incidents && components.every((component, i) => component === page.components[i]);
  return isSame ? page : { ...page, components, incidents, updatedAtMs: nowMs };
}

export function isOpen({ updates: [latest] }: PageIncident): boolean {
  return latest.phase !== 'resolved';
}

type WholeNews = PageNews & { readonly components: readonly string[] };

function writeIncidents(
  incidents: readonly PageIncident[],
  news: WholeNews,
  nowMs: EpochMs,
): readonly PageIncident[] {
  const [latest, ...earlier] = incidents;
  const open = latest !== undefined && isOpen(latest) ? latest : null;
  if (open === null) return openIncident(incidents, news, nowMs);
  const { incident } = news;
  if (incident?.title !== open.title) {
    const text = 'This incident has been resolved.';
    const resolved = [addUpdate(open, { phase: 'resolved', text, atMs: nowMs }), ...earlier];
    return openIncident(resolved, news, nowMs);
  }
  const told = open.updates[0];
  if (told.phase === incident.phase && told.text === incident.text) return incidents;
  const updated = addUpdate(open, { phase: incident.phase, text: incident.text, atMs: nowMs });
  const components = [...new Set([...open.components, ...news.components])];
  return [{ ...updated, components, worst: worseOf(open.worst, news.kind) }, ...earlier];
}

function openIncident(
  incidents: readonly PageIncident[],
  { incident, kind, components }: WholeNews,
  nowMs: EpochMs,
): readonly PageIncident[] {
  // What is told to be over before it was told at all is no incident.
  if (incident === undefined || incident.phase === 'resolved') return incidents;
  const { title, phase, text } = incident;
  const opened: PageIncident = {
    title,
    worst: kind,
    components,
    updates: [{ phase, text, atMs: nowMs }],
    startedAtMs: nowMs,
  };
  return [opened, ...incidents].slice(0, MOST_INCIDENTS);
}

function addUpdate(incident: PageIncident, update: IncidentUpdate): PageIncident {
  return { ...incident, updates: [update, ...incident.updates] };
}

const SEVERITY = {
  operational: 0,
  under_maintenance: 1,
  degraded_performance: 2,
  partial_outage: 3,
  major_outage: 4,
} satisfies Record<ComponentState, number>;

export function worseOf(a: ComponentState, b: ComponentState): ComponentState {
  return SEVERITY[a] >= SEVERITY[b] ? a : b;
}
