import { describe, expect, test } from 'vitest';
import type { FeedReport } from '../../domain/feed-reading.ts';
import { detectKind } from '../detect.ts';
import { fitReport } from '../fit-report.ts';
import { isOpen } from '../levels.ts';
import { readXml } from '../xml.ts';

/** What is special about single kinds; what all have in common is in test/suites/feed.test.ts. */

const NOW_MS = Date.parse('2026-11-20T10:00:00Z');

function read(kind: string, value: unknown): FeedReport {
  const root = typeof value === 'string' ? readXml(value) : null;
  const document = root === null ? ({ format: 'json', value } as const) : ({ format: 'xml', root } as const);
  const found = detectKind(document);
  expect(found?.name).toBe(kind);
  const report = found?.parse(document, NOW_MS) ?? null;
  if (report === null) throw new Error('not understood');
  return fitReport(report, (text) => text);
}

function names(report: FeedReport): string[] {
  return report.components.map(({ group, name }) => (group === null ? name : `${group} / ${name}`));
}

function named(report: FeedReport, place = 0): string[] {
  const keys = report.incidents[place]?.components ?? [];
  return keys.map(({ group, name }) => (group === null ? name : `${group} / ${name}`));
}

describe('statuspage', () => {
  const rows = [
    { id: 'g1', name: 'Oregon', status: 'major_outage', group: true },
    { id: 'g2', name: 'Ohio', status: 'operational', group: true },
    { id: 'a', name: 'API', status: 'major_outage', group_id: 'g1' },
    { id: 'b', name: 'API', status: 'operational', group_id: 'g2' },
  ];

  test('knows components of one name apart by their groups, and does not count the groups', () => {
    const report = read('statuspage', { page: {}, status: { indicator: 'major' }, components: rows });
    expect(report.components).toMatchObject([
      { group: 'Oregon', name: 'API', level: 'outage' },
      { group: 'Ohio', name: 'API', level: 'operational' },
    ]);
  });

  test('gathers what an incident names from its own list and from its updates', () => {
    const incident = {
      id: 'i',
      name: 'Errors',
      status: 'identified',
      impact: 'minor',
      components: [{ id: 'a', name: 'API', status: 'major_outage' }],
      incident_updates: [
        { body: 'Newest', affected_components: [{ code: 'b', name: 'Ohio - API' }] },
        { body: 'Oldest', affected_components: [{ code: 'z', name: 'Gone' }] },
        { body: 'None', affected_components: null },
      ],
    };
    const report = read('statuspage', {
      page: {},
      status: { indicator: 'minor' },
      components: rows,
      incidents: [incident],
    });
    expect(named(report)).toEqual(['Oregon / API', 'Ohio / API', 'Gone']);
    expect(report.incidents[0]?.text).toBe('Newest');
  });

  test('of incident.io may lack every list', () => {
    const report = read('statuspage', {
      page: { id: 'x' },
      status: { indicator: 'none', description: 'Fine' },
    });
    expect(report).toMatchObject({ level: 'operational', components: [], incidents: [] });
  });

  test('may be a list of components alone, whose worst is the page', () => {
    expect(read('statuspage', { page: {}, components: rows }).level).toBe('outage');
    const odd = [
      { name: 'A', status: 'operational' },
      { name: 'B', status: 'cosmic' },
    ];
    expect(read('statuspage', { page: {}, components: odd }).level).toBe('unknown');
  });

  test.each([
    ['none', 'operational'],
    ['minor', 'degraded'],
    ['major', 'outage'],
    ['critical', 'outage'],
    ['maintenance', 'maintenance'],
    ['toString', 'unknown'],
  ])('takes the indicator %s for %s', (indicator, level) => {
    expect(read('statuspage', { page: {}, status: { indicator } }).level).toBe(level);
  });

  test.each([
    ['verifying', 'in_progress'],
    ['completed', 'resolved'],
    ['postmortem', 'resolved'],
    ['cosmic', 'unknown'],
  ])('takes the phase %s for %s', (status, phase) => {
    const report = read('statuspage', {
      page: {},
      scheduled_maintenances: [{ id: 'm', name: 'Disks', status }],
      incidents: [],
    });
    expect(report.incidents[0]).toMatchObject({ phase, level: 'maintenance' });
  });
});

test('incident-io gathers what its subpages say', () => {
  const incident = {
    name: 'Errors',
    status: 'investigating',
    current_worst_impact: 'full_outage',
    affected_components: [
      { name: 'aws-us-east-1', group_name: 'Databases', current_status: 'partial_outage' },
    ],
  };
  const report = read('incident-io', {
    page_title: 'Acme',
    subpages: [
      { subpage: 'aws', summary: { ongoing_incidents: [incident] } },
      { subpage: 'azure', summary: null },
    ],
  });
  expect(report.components).toMatchObject([{ group: 'Databases', name: 'aws-us-east-1', level: 'degraded' }]);
  expect(report.incidents).toMatchObject([{ title: 'Errors', level: 'outage' }]);
});

describe('instatus', () => {
  test.each([
    [{ page: { name: 'Acme', status: 'UP' } }, 'operational'],
    [{ page: { name: 'Acme', status: { type: 'HASISSUES' } } }, 'degraded'],
    [{ page: { name: 'Acme' }, status: { type: 'UNDERMAINTENANCE' } }, 'maintenance'],
  ])('tells its state as %j', (body, level) => {
    expect(read('instatus', body).level).toBe(level);
  });

  test('may be its components alone, without their parents', () => {
    const report = read('instatus', {
      components: [
        { id: 'p', name: 'Europe', status: 'MAJOROUTAGE', isParent: true, children: ['a'] },
        { id: 'a', name: 'API', status: 'PARTIALOUTAGE', isParent: false },
      ],
    });
    expect(names(report)).toEqual(['API']);
    expect(report.level).toBe('degraded');
  });
});

test('better-stack calls a report over once its end has come', () => {
  const report = (ends_at: string) =>
    read('better-stack', {
      data: { type: 'status_page', attributes: { aggregate_state: 'operational' } },
      included: [
        {
          id: '1',
          type: 'status_report',
          attributes: { title: 'Errors', aggregate_state: 'downtime', ends_at },
        },
        {
          id: '9',
          type: 'status_update',
          attributes: { message: 'Mended.' },
          relationships: { status_report: { data: { id: '1' } } },
        },
      ],
    }).incidents[0];
  expect(report('2026-11-20T09:00:00Z')).toMatchObject({ phase: 'resolved', text: 'Mended.' });
  expect(report('2026-11-20T11:00:00Z')).toMatchObject({ phase: 'unknown', resolvedAtMs: null });
});

test('status-io lists containers by their component, and means those of an incident within it', () => {
  const status = ['Connectivity', 'Console'].map((name) => ({
    name,
    status_code: 100,
    containers: [
      { name: 'us-east-1', status_code: 500 },
      { name: 'eu-west-1', status_code: 100 },
    ],
  }));
  const incident = {
    name: 'Errors',
    messages: [
      { details: 'Old', state: 100, status: 500, datetime: '2026-11-20T08:00:00Z' },
      { details: 'New', state: 300, status: 300, datetime: '2026-11-20T09:00:00Z' },
    ],
    components_affected: [{ name: 'Connectivity' }],
    containers_affected: [{ name: 'us-east-1' }],
  };
  const report = read('status-io', {
    result: {
      status_overall: { status_code: 500 },
      status: [...status, { name: 'Website', status_code: 600 }],
      incidents: [incident, { ...incident, name: 'Two', containers_affected: [] }],
    },
  });
  expect(names(report)).toEqual([
    'Connectivity / us-east-1',
    'Connectivity / eu-west-1',
    'Console / us-east-1',
    'Console / eu-west-1',
    'Website',
  ]);
  expect(report.incidents[0]).toMatchObject({ text: 'New', phase: 'monitoring', level: 'degraded' });
  expect(named(report)).toEqual(['Connectivity / us-east-1']);
  expect(named(report, 1)).toEqual(['Connectivity / us-east-1', 'Connectivity / eu-west-1']);
});

test('slack may leave out the services, or give them as objects', () => {
  const incident = { id: 7, title: 'Errors', type: 'outage', status: 'active' };
  const report = read('slack', {
    status: 'active',
    active_incidents: [
      incident,
      { ...incident, id: 8, services: [{ id: 1, name: 'Messaging' }, 'Login/SSO', 5] },
    ],
  });
  expect(named(report, 0)).toEqual([]);
  expect(named(report, 1)).toEqual(['Messaging', 'Login/SSO']);
});

describe('aws', () => {
  test('calls an empty list good news', () => {
    expect(read('aws', [])).toMatchObject({ components: [], incidents: [] });
  });

  test('names every service that an event touches, in its region, and none of one that is over', () => {
    const event = {
      date: '1795165200',
      arn: 'arn:aws:health:us-east-1::event/EC2/X/1',
      service: 'ec2-us-east-1',
      status: '2',
      impacted_services: { 'sts-us-east-1': { current: '2' } },
    };
    const over = { ...event, arn: 'arn:aws:health:::event/IAM/X/2', service: 'iam', status: '0' };
    const report = read('aws', [event, over]);
    expect(names(report)).toEqual(['us-east-1 / ec2-us-east-1', 'us-east-1 / sts-us-east-1']);
    expect(report.incidents).toMatchObject([{ startedAtMs: 1_795_165_200_000 }, { phase: 'resolved' }]);
  });
});

test('google-cloud names each product in each place that is affected now, and knows an end', () => {
  const incident = {
    id: 'a',
    begin: '2026-11-20T09:00:00+00:00',
    external_desc: 'Errors',
    status_impact: 'SERVICE_OUTAGE',
    affected_products: [{ title: 'Run' }, { title: 'Storage' }],
    currently_affected_locations: [{ title: 'Iowa (us-central1)', id: 'us-central1' }, { title: 'Global' }],
    uri: 'incidents/a',
  };
  const report = read('google-cloud', [incident, { ...incident, id: 'b', end: '2026-11-20T09:30:00+00:00' }]);
  expect(names(report)).toEqual([
    'us-central1 / Run',
    'Global / Run',
    'us-central1 / Storage',
    'Global / Storage',
  ]);
  expect(report.incidents.map(isOpen)).toEqual([true, false]);
  expect(report.incidents[0]?.url).toBe('https://status.cloud.google.com/incidents/a');
});

test.each([
  ['All Systems Operational', 'operational'],
  ['All systems are operational', 'operational'],
  ['We are not aware of any outage', 'operational'],
  ['No known issues', 'operational'],
  ['Scheduled maintenance in progress', 'maintenance'],
  ['Major outage', 'outage'],
  ['Some services are degraded', 'degraded'],
  ['We are investigating an incident', 'degraded'],
  ['Welcome', 'unknown'],
])('pagerduty says "%s", which means %s', (globalStatusHeadline, level) => {
  const settings = { statusPage: { globalStatusHeadline }, business_services: [{ displayName: 'API' }] };
  expect(read('pagerduty', { layout: { layout_settings: settings } }).level).toBe(level);
});

describe('rss-atom', () => {
  const item = (title: string, description: string) =>
    `<item><title>${title}</title><link>https://a.test/1</link><guid>${title}</guid><pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate><description><![CDATA[${description}]]></description></item>`;
  const items = [
    item(
      'Errors',
      '<p><small>9:00</small><br/><strong>Monitoring</strong> - A fix is in.</p><p><small>8:00</small><strong>Identified</strong> - It is known.</p>',
    ),
    item('[RESOLVED] Slow', 'It is over.'),
    item('Some news', 'We have a new office.'),
  ].join('');

  test.each([
    ['RSS 2.0', `<rss version="2.0"><channel><title>Acme</title>${items}</channel></rss>`],
    ['RSS 1.0', `<rdf:RDF xmlns:rdf="r"><channel><title>Acme</title></channel>${items}</rdf:RDF>`],
  ])('reads %s, and takes for open only what says so', (_name, source) => {
    const report = read('rss-atom', source);
    expect(report.incidents).toMatchObject([
      {
        title: 'Errors',
        phase: 'monitoring',
        level: 'degraded',
        text: 'A fix is in.',
        url: 'https://a.test/1',
      },
      { title: '[RESOLVED] Slow', phase: 'resolved', resolvedAtMs: Date.parse('2026-11-20T09:00:00Z') },
      { title: 'Some news', phase: 'unknown', level: 'unknown' },
    ]);
    expect(report.incidents.map(isOpen)).toEqual([true, false, false]);
  });

  test('is no XML of another kind', () => {
    const root = readXml('<html><head/><body/></html>');
    expect(root === null ? 'broken' : detectKind({ format: 'xml', root })).toBe(null);
  });
});
