import type { FeedLevel } from '../../src/domain/feed-reading.ts';
import { AHEAD, type FeedSample, type Scene, STARTED, STARTED_MS } from './feed-samples.ts';

/** Bodies of the kinds that list incidents and nothing else. */

type Words = Readonly<Record<FeedLevel, string>>;

const SLACK: Words = {
  operational: 'notice',
  maintenance: 'notice',
  degraded: 'incident',
  outage: 'outage',
  unknown: 'cosmic',
};

function slackBody({ incident }: Scene) {
  return {
    status: incident === null ? 'ok' : 'active',
    date_created: STARTED,
    date_updated: STARTED_MS / 1_000,
    active_incidents:
      incident === null
        ? []
        : [
            {
              id: incident.id,
              title: incident.title,
              type: SLACK[incident.level],
              status: 'active',
              url: incident.url,
              date_created: STARTED,
              services: ['API', 'Login/SSO'],
              notes: [{ date_created: STARTED, body: incident.text }],
            },
          ],
  };
}

const RAILWAY: Words = {
  operational: 'OPERATIONAL',
  maintenance: 'UNDER_MAINTENANCE',
  degraded: 'PARTIAL_OUTAGE',
  outage: 'FULL_OUTAGE',
  unknown: 'COSMIC',
};

function railwayBody({ incident, maintenance }: Scene) {
  const over = {
    id: 'old',
    slug: 'old',
    title: 'Long over',
    status: 'RESOLVED',
    createdAt: STARTED,
    resolvedAt: STARTED,
    components: [{ name: 'API', groupName: 'Railway', impact: 'FULL_OUTAGE' }],
    updates: [],
  };
  return {
    activeIncidents:
      incident === null
        ? []
        : [
            {
              id: incident.id,
              title: incident.title,
              status: 'INVESTIGATING',
              createdAt: STARTED,
              resolvedAt: null,
              components: [{ name: 'API', groupName: 'Railway', impact: RAILWAY[incident.level] }],
              updates: [{ status: 'INVESTIGATING', message: incident.text, createdAt: STARTED }],
            },
          ],
    recentIncidents: [over],
    maintenances:
      maintenance === null
        ? []
        : [
            {
              id: 'm1',
              title: 'New disks',
              status: maintenance === 'running' ? 'IN_PROGRESS' : 'SCHEDULED',
              scheduledAt: maintenance === 'running' ? STARTED : AHEAD,
              components: [{ name: 'API', groupName: 'Railway', impact: 'UNDER_MAINTENANCE' }],
            },
          ],
  };
}

const AWS: Words = { operational: '0', maintenance: '0', degraded: '1', outage: '3', unknown: '9' };

function awsBody({ incident }: Scene) {
  if (incident === null) return [];
  return [
    {
      date: String(STARTED_MS / 1_000),
      arn: incident.id,
      service: 'API',
      service_name: 'API',
      region_name: 'N. Virginia',
      status: AWS[incident.level],
      summary: incident.title,
      event_log: [{ summary: ' ', message: incident.text, status: 1, timestamp: STARTED_MS / 1_000 }],
      impacted_services: {},
    },
  ];
}

const GOOGLE: Words = {
  operational: 'SERVICE_INFORMATION',
  maintenance: 'SERVICE_INFORMATION',
  degraded: 'SERVICE_DISRUPTION',
  outage: 'SERVICE_OUTAGE',
  unknown: 'COSMIC',
};

function googleBody({ incident }: Scene) {
  const over = {
    id: 'old',
    begin: STARTED,
    end: STARTED,
    external_desc: 'Long over',
    service_key: 'k',
    status_impact: 'SERVICE_OUTAGE',
    affected_products: [{ title: 'API', id: 'a' }],
  };
  if (incident === null) return [over];
  const open = {
    ...over,
    id: incident.id,
    end: undefined,
    external_desc: incident.title,
    most_recent_update: { status: GOOGLE[incident.level], text: incident.text, when: STARTED },
    currently_affected_locations: [{ title: 'Iowa', id: 'us-central1' }],
    uri: incident.url,
  };
  return [open, over];
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function atomBody({ incident, maintenance }: Scene) {
  const entry = (id: string, { title, word, text = '', url = 'https://status.acme.test/1' }: Entry) => `
    <entry>
      <id>${escaped(id)}</id>
      <published>${STARTED}</published>
      <updated>${STARTED}</updated>
      <link rel="alternate" type="text/html" href="${escaped(url)}"/>
      <title>${escaped(title)}</title>
      <content type="html">${escaped(`<p><small>Nov 20</small><br><strong>${word}</strong> - ${text}</p><p><small>Nov 19</small><br><strong>Investigating</strong> - We look.</p>`)}</content>
    </entry>`;
  const entries = [
    entry('old', { title: 'Long over', word: 'Resolved' }),
    ...(incident === null ? [] : [entry(incident.id, { ...incident, word: 'Identified' })]),
    ...(maintenance === null
      ? []
      : [entry('m1', { title: 'New disks', word: maintenance === 'running' ? 'In progress' : 'Scheduled' })]),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xml:lang="en-US" xmlns="http://www.w3.org/2005/Atom">
  <id>tag:status.acme.test,2005:/history</id>
  <title>Acme</title>${entries.join('')}
</feed>`;
}

interface Entry {
  readonly title: string;
  readonly word: string;
  readonly text?: string;
  readonly url?: string;
}

export const listSamples: readonly FeedSample[] = [
  {
    kind: 'slack',
    type: 'application/json',
    body: slackBody,
    can: { levels: [], components: true, incidents: true, impact: true, maintenance: false },
  },
  {
    kind: 'railway',
    type: 'application/json',
    body: railwayBody,
    can: { levels: [], components: true, incidents: true, impact: true, maintenance: true },
  },
  {
    kind: 'aws',
    type: 'application/json',
    body: awsBody,
    can: { levels: [], components: true, incidents: true, impact: true, maintenance: false },
  },
  {
    kind: 'google-cloud',
    type: 'application/json',
    body: googleBody,
    can: { levels: [], components: true, incidents: true, impact: true, maintenance: false },
  },
  {
    kind: 'rss-atom',
    type: 'application/atom+xml',
    body: atomBody,
    can: { levels: [], components: false, incidents: true, impact: false, maintenance: true },
  },
];
