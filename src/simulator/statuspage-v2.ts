import { createHash } from 'node:crypto';
import { type EpochMs, isoTime } from '../lib/time.ts';
import type { ComponentState } from './page-behaviour.ts';
import { isOpen, type PageIncident, type StatusPage, worseOf } from './status-page.ts';

/** Where the page stands, for the links in it. */
interface PageAddress {
  readonly url: string;
}

const IMPACTS = {
  operational: 'none',
  under_maintenance: 'maintenance',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
} satisfies Record<ComponentState, string>;

const DESCRIPTIONS = {
  operational: 'All Systems Operational',
  under_maintenance: 'Service Under Maintenance',
  degraded_performance: 'Partially Degraded Service',
  partial_outage: 'Partial System Outage',
  major_outage: 'Major Service Outage',
} satisfies Record<ComponentState, string>;

/** The documents of Statuspage's API, version 2, by their names below `/api/v2/`; null when there is none of that name. */
export function statuspageDocument(name: string, page: StatusPage, address: PageAddress): object | null {
  const worst = page.components.reduce<ComponentState>(
    (sum, { state }) => worseOf(sum, state),
    'operational',
  );
  const head = { page: describePage(page, address) };
  const status = { indicator: IMPACTS[worst], description: DESCRIPTIONS[worst] };
  const listed = (incidents: readonly PageIncident[]) =>
    incidents.map((incident) => describeIncident(incident, page, address));
  switch (name) {
    case 'summary.json': {
      const incidents = listed(page.incidents.filter(isOpen));
      return { ...head, components: listComponents(page), incidents, scheduled_maintenances: [], status };
    }
    case 'status.json':
      return { ...head, status };
    case 'components.json':
      return { ...head, components: listComponents(page) };
    case 'incidents.json':
      return { ...head, incidents: listed(page.incidents) };
    case 'incidents/unresolved.json':
      return { ...head, incidents: listed(page.incidents.filter(isOpen)) };
    default:
      return null;
  }
}

function describePage({ layout, updatedAtMs }: StatusPage, { url }: PageAddress) {
  const id = idOf(layout.title);
  return { id, name: layout.title, url, time_zone: 'Etc/UTC', updated_at: isoTime(updatedAtMs) };
}

function listComponents(page: StatusPage): object[] {
  const { layout, components } = page;
  const groups = [...new Set(components.flatMap(({ group }) => (group === null ? [] : [group])))];
  const headings = groups.map((group) => {
    const members = components.filter((component) => component.group === group);
    const state = members.reduce<ComponentState>((sum, member) => worseOf(sum, member.state), 'operational');
    return { group: null, name: group, state, updatedAtMs: page.updatedAtMs };
  });
  return [
    ...components.map((component, i) => ({ ...describe(component, layout.title, i), group: false })),
    ...headings.map((heading, i) => ({
      ...describe(heading, layout.title, components.length + i),
      group: true,
      components: components
        .filter(({ group }) => group === heading.name)
        .map(({ group, name }) => componentId(layout.title, group, name)),
    })),
  ];
}

interface Described {
  readonly group: string | null;
  readonly name: string;
  readonly state: ComponentState;
  readonly updatedAtMs: EpochMs;
}

function describe({ group, name, state, updatedAtMs }: Described, title: string, index: number) {
  return {
    id: componentId(title, group, name),
    name,
    status: state,
    created_at: CREATED_AT,
    updated_at: isoTime(updatedAtMs),
    position: index + 1,
    description: null,
    showcase: false,
    start_date: null,
    group_id: group === null ? null : componentId(title, null, group),
    page_id: idOf(title),
    only_show_if_degraded: false,
  };
}

const CREATED_AT = '2022-03-01T09:00:00.000Z';

function describeIncident(incident: PageIncident, page: StatusPage, { url }: PageAddress) {
  const { title, updates, startedAtMs, worst, components } = incident;
  const id = idOf(`${title} ${startedAtMs}`);
  const [latest] = updates;
  const firstOf = (phase: string) => updates.findLast((update) => update.phase === phase)?.atMs;
  const named = listComponents(page).filter((each) => isNamed(each, components));
  const affected = components.map((name) => ({ code: idOf(name), name }));
  return {
    id,
    name: title,
    status: latest.phase,
    created_at: isoTime(startedAtMs),
    updated_at: isoTime(latest.atMs),
    monitoring_at: isoTimeOrNull(firstOf('monitoring')),
    resolved_at: isoTimeOrNull(firstOf('resolved')),
    impact: IMPACTS[worst],
    shortlink: `${url}/incidents/${id}`,
    started_at: isoTime(startedAtMs),
    page_id: idOf(page.layout.title),
    incident_updates: updates.map(({ phase, text, atMs }) => ({
      id: idOf(`${id} ${phase} ${atMs}`),
      status: phase,
      body: text,
      incident_id: id,
      created_at: isoTime(atMs),
      updated_at: isoTime(atMs),
      display_at: isoTime(atMs),
      affected_components: affected,
      deliver_notifications: true,
      custom_tweet: null,
      tweet_id: null,
    })),
    components: named,
  };
}

function isNamed(component: object, names: readonly string[]): boolean {
  return 'name' in component && names.some((name) => name === component.name);
}

function isoTimeOrNull(atMs: EpochMs | undefined): string | null {
  return atMs === undefined ? null : isoTime(atMs);
}

function componentId(title: string, group: string | null, name: string): string {
  return idOf(`${title} ${group ?? ''} ${name}`);
}

// Looks like an id of Statuspage, and is the same for the same text.
function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
