import type { FeedLevel } from '../../src/domain/feed-reading.ts';
import { AHEAD, type FeedSample, type Scene, STARTED } from './feed-samples.ts';

/** Bodies of the kinds that are one JSON object, written from the shapes that the pages document. */

type Words = Readonly<Record<FeedLevel, string>>;

const STATUSPAGE_COMPONENT: Words = {
  operational: 'operational',
  maintenance: 'under_maintenance',
  degraded: 'partial_outage',
  outage: 'major_outage',
  unknown: 'on_holiday',
};
const STATUSPAGE_IMPACT: Words = {
  operational: 'none',
  maintenance: 'maintenance',
  degraded: 'minor',
  outage: 'critical',
  unknown: 'cosmic',
};

const ALL: readonly FeedLevel[] = ['maintenance', 'degraded', 'outage', 'unknown'];

function statuspageBody({ level, incident, maintenance }: Scene) {
  const api = { id: 'c2', name: 'API', status: STATUSPAGE_COMPONENT[level], group: false, group_id: 'c1' };
  return {
    page: { id: 'p', name: 'Acme', url: 'https://status.acme.test', updated_at: STARTED },
    status: { indicator: STATUSPAGE_IMPACT[level], description: 'As it is' },
    components: [
      { id: 'c1', name: 'Core', status: 'operational', group: true, group_id: null },
      { ...api, updated_at: STARTED },
      { id: 'c3', name: 'Shop', status: 'operational', group: false, group_id: null },
    ],
    incidents:
      incident === null
        ? []
        : [
            {
              id: incident.id,
              name: incident.title,
              status: 'identified',
              impact: STATUSPAGE_IMPACT[incident.level],
              shortlink: incident.url,
              created_at: STARTED,
              started_at: STARTED,
              resolved_at: null,
              incident_updates: [{ body: incident.text, affected_components: null }],
              components: [api],
            },
          ],
    scheduled_maintenances:
      maintenance === null
        ? []
        : [
            {
              id: 'm1',
              name: 'New disks',
              status: maintenance === 'running' ? 'in_progress' : 'scheduled',
              impact: 'maintenance',
              scheduled_for: maintenance === 'running' ? STARTED : AHEAD,
              incident_updates: [],
              components: [api],
            },
          ],
  };
}

const WIDGET_IMPACT: Words = {
  operational: 'operational',
  maintenance: 'under_maintenance',
  degraded: 'degraded_performance',
  outage: 'full_outage',
  unknown: 'cosmic',
};

function widgetBody({ incident, maintenance }: Scene) {
  const maintained = {
    id: 'm1',
    name: 'New disks',
    status: 'maintenance_in_progress',
    affected_components: [{ id: 'c', name: 'API', group_name: 'Core', current_status: 'under_maintenance' }],
  };
  return {
    page_title: 'Acme',
    page_url: 'https://status.acme.test',
    ongoing_incidents:
      incident === null
        ? []
        : [
            {
              id: incident.id,
              name: incident.title,
              status: 'investigating',
              url: incident.url,
              last_update_at: STARTED,
              last_update_message: incident.text,
              current_worst_impact: WIDGET_IMPACT[incident.level],
              affected_components: [
                { id: 'c', name: 'API', group_name: 'Core', current_status: WIDGET_IMPACT[incident.level] },
              ],
            },
          ],
    in_progress_maintenances: maintenance === 'running' ? [maintained] : [],
    scheduled_maintenances:
      maintenance === 'announced'
        ? [{ ...maintained, status: 'maintenance_scheduled', starts_at: AHEAD }]
        : [],
  };
}

const INSTATUS_PAGE: Words = {
  operational: 'UP',
  maintenance: 'UNDERMAINTENANCE',
  degraded: 'HASISSUES',
  outage: 'MAJOROUTAGE',
  unknown: 'COSMIC',
};
const INSTATUS_IMPACT: Words = {
  operational: 'OPERATIONAL',
  maintenance: 'UNDERMAINTENANCE',
  degraded: 'PARTIALOUTAGE',
  outage: 'MAJOROUTAGE',
  unknown: 'COSMIC',
};

function instatusBody({ level, incident, maintenance }: Scene) {
  const maintained = { id: 'm1', name: 'New disks', duration: '60', url: 'https://status.acme.test/m1' };
  return {
    page: { name: 'Acme', url: 'https://status.acme.test', status: INSTATUS_PAGE[level] },
    activeIncidents:
      incident === null
        ? []
        : [
            {
              id: incident.id,
              name: incident.title,
              started: STARTED,
              status: 'INVESTIGATING',
              impact: INSTATUS_IMPACT[incident.level],
              url: incident.url,
            },
          ],
    activeMaintenances:
      maintenance === null
        ? []
        : [
            maintenance === 'running'
              ? { ...maintained, start: STARTED, status: 'INPROGRESS' }
              : { ...maintained, start: AHEAD, status: 'NOTSTARTEDYET' },
          ],
  };
}

const BETTER_STACK: Words = {
  operational: 'operational',
  maintenance: 'maintenance',
  degraded: 'degraded',
  outage: 'downtime',
  unknown: 'cosmic',
};

function betterStackBody({ level, incident, maintenance }: Scene) {
  const report = (id: string, attributes: Record<string, unknown>) => ({
    id,
    type: 'status_report',
    attributes: {
      ends_at: null,
      affected_resources: [{ status_page_resource_id: '11', status: 'degraded' }],
      ...attributes,
    },
    relationships: { status_updates: { data: [{ id: 'u1', type: 'status_update' }] } },
  });
  return {
    data: {
      id: '1',
      type: 'status_page',
      attributes: { company_name: 'Acme', aggregate_state: BETTER_STACK[level], updated_at: STARTED },
    },
    included: [
      { id: '5', type: 'status_page_section', attributes: { name: 'Core' } },
      {
        id: '11',
        type: 'status_page_resource',
        attributes: { public_name: 'API', status: BETTER_STACK[level], status_page_section_id: 5 },
      },
      ...(incident === null
        ? []
        : [
            report(incident.id, {
              title: incident.title,
              report_type: 'manual',
              starts_at: STARTED,
              aggregate_state: BETTER_STACK[incident.level],
            }),
            {
              id: 'u1',
              type: 'status_update',
              attributes: { message: incident.text, published_at: STARTED },
            },
          ]),
      ...(maintenance === null
        ? []
        : [
            report('m1', {
              title: 'New disks',
              report_type: 'maintenance',
              starts_at: maintenance === 'running' ? STARTED : AHEAD,
              aggregate_state: 'maintenance',
            }),
          ]),
    ],
  };
}

const STATUS_IO: Readonly<Record<FeedLevel, number>> = {
  operational: 100,
  maintenance: 200,
  degraded: 400,
  outage: 500,
  unknown: 999,
};

function statusIoBody({ level, incident, maintenance }: Scene) {
  const affected = {
    components_affected: [{ _id: 'c', name: 'Core' }],
    containers_affected: [{ _id: 'd', name: 'API' }],
  };
  const maintained = { _id: 'm1', name: 'New disks', messages: [], ...affected };
  return {
    result: {
      status_overall: { updated: STARTED, status: 'As it is', status_code: STATUS_IO[level] },
      status: [
        {
          id: 'c',
          name: 'Core',
          status: 'As it is',
          status_code: STATUS_IO[level],
          containers: [{ id: 'd', name: 'API', status: 'As it is', status_code: STATUS_IO[level] }],
        },
      ],
      incidents:
        incident === null
          ? []
          : [
              {
                _id: incident.id,
                name: incident.title,
                datetime_open: STARTED,
                messages: [
                  {
                    details: incident.text,
                    state: 200,
                    status: STATUS_IO[incident.level],
                    datetime: STARTED,
                  },
                ],
                ...affected,
              },
            ],
      maintenance: {
        active: maintenance === 'running' ? [{ ...maintained, datetime_open: STARTED }] : [],
        upcoming: maintenance === 'announced' ? [{ ...maintained, datetime_planned_start: AHEAD }] : [],
      },
    },
  };
}

const HEROKU: Words = {
  operational: 'green',
  maintenance: 'blue',
  degraded: 'yellow',
  outage: 'red',
  unknown: 'mauve',
};

function herokuBody({ level, incident, maintenance }: Scene) {
  return {
    status: [
      { system: 'API', status: HEROKU[level] },
      { system: 'Data', status: 'green' },
    ],
    incidents:
      incident === null
        ? []
        : [
            {
              id: incident.id,
              title: incident.title,
              state: 'open',
              created_at: STARTED,
              full_url: incident.url,
              updates: [{ contents: incident.text, created_at: STARTED }],
            },
          ],
    scheduled:
      maintenance === null
        ? []
        : [
            {
              id: 'm1',
              title: 'New disks',
              state: 'open',
              scheduled_start_at: maintenance === 'running' ? STARTED : AHEAD,
            },
          ],
  };
}

const HEADLINE: Words = {
  operational: 'All Systems Operational',
  maintenance: 'Scheduled maintenance is under way',
  degraded: 'Some services have degraded performance',
  outage: 'Major outage',
  unknown: 'The weather is fine',
};

const JSON_TYPE = 'application/json; charset=utf-8';

export const jsonSamples: readonly FeedSample[] = [
  {
    kind: 'statuspage',
    type: JSON_TYPE,
    body: statuspageBody,
    can: { levels: ALL, components: true, incidents: true, impact: true, maintenance: true },
  },
  {
    kind: 'incident-io',
    type: JSON_TYPE,
    body: widgetBody,
    can: { levels: [], components: true, incidents: true, impact: true, maintenance: true },
  },
  {
    kind: 'instatus',
    type: JSON_TYPE,
    body: instatusBody,
    can: { levels: ALL, components: false, incidents: true, impact: true, maintenance: true },
  },
  {
    kind: 'better-stack',
    type: 'application/vnd.api+json',
    body: betterStackBody,
    can: { levels: ALL, components: true, incidents: true, impact: true, maintenance: true },
  },
  {
    kind: 'status-io',
    type: JSON_TYPE,
    body: statusIoBody,
    can: { levels: ALL, components: true, incidents: true, impact: true, maintenance: true },
  },
  {
    kind: 'heroku',
    type: JSON_TYPE,
    body: herokuBody,
    can: { levels: ALL, components: false, incidents: true, impact: true, maintenance: true },
  },
  {
    kind: 'pagerduty',
    type: JSON_TYPE,
    body: ({ level }) => ({
      layout: {
        layout_settings: {
          name: 'Acme',
          statusPage: { globalStatusHeadline: HEADLINE[level] },
          business_services: [{ id: 'b', displayName: 'API', grouping_element: null, Head_ID: 'h' }],
        },
      },
    }),
    can: { levels: ALL, components: false, incidents: false, impact: false, maintenance: false },
  },
];
