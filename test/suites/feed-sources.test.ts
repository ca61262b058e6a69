import { describe, expect, test } from 'vitest';
import type { AnyProbeDefinition, ComponentName } from '../../src/probes/define-probe.ts';
import { PROBES } from '../../src/probes/registry.gen.ts';

function definitionOf(type: string): AnyProbeDefinition {
  const definition = PROBES.find((probe) => probe.type === type);
  if (definition === undefined) throw new Error(`no probe ${type}`);
  return definition;
}

/** `Vendors / AWS`, or a name alone. */
function component(text: string): ComponentName {
  const [first = '', second] = text.split(' / ');
  return second === undefined ? { group: null, name: first } : { group: first, name: second };
}

interface Expected {
  readonly watched: readonly string[];
  readonly ignored: readonly string[];
  /** What counts in one region only. */
  readonly regional: Readonly<Record<string, readonly string[]>>;
}

const EXPECTED: Readonly<Record<string, Expected>> = {
  vercel: {
    watched: ['API', 'api', ' Builds ', 'CDN', 'Serverless Functions', 'Edge Functions', 'DNS', 'Core / DNS'],
    ignored: ['Dashboard', 'ARN1 - Stockholm, Sweden', 'Marketplace / API', 'Integrations / DNS', 'API docs'],
    regional: {},
  },
  sentry: {
    watched: ['API', 'Dashboard'],
    ignored: [
      'Slack',
      'GitHub API',
      'PagerDuty',
      'Third Party Integrations / API',
      'US Error Ingestion',
      'Docs',
    ],
    regional: { US: ['US API', 'US - Dashboard', 'US / API'], EU: ['EU API', 'EU / Dashboard'] },
  },
  doppler: {
    watched: ['API', 'API (v3)', 'Dashboard', 'Core / Dashboard', 'Integrations / GitHub'],
    ignored: ['Website', 'Vendors / API', 'Vendors / AWS', 'Rapid API'],
    regional: {},
  },
  supabase: {
    watched: [
      'API Gateway',
      'Auth',
      'Database',
      'Connection Pooler',
      'Storage',
      'Realtime',
      'Management API',
    ],
    ignored: ['Dashboard', 'Edge Functions', 'Database Backups'],
    regional: { 'us-east-1': ['us-east-1', 'Regions / us-east-1'], 'eu-west-1': ['eu-west-1'] },
  },
  fly: {
    watched: ['Machines API', 'Machines', 'Anycast Proxy', 'Volumes'],
    ignored: ['Dashboard', 'Managed Postgres', 'AMS', 'Management Plane - ord'],
    regional: {
      ams: [
        'AMS - Amsterdam, Netherlands',
        'Management Plane - AMS',
        'Regions / AMS - Amsterdam, Netherlands',
      ],
      ord: ['ORD - Chicago, Illinois (US)', 'Management Plane - ORD'],
    },
  },
};

test('every provider has an official page, read at an address without anything personal in it', () => {
  const providers = PROBES.filter(({ kind }) => kind === 'provider');
  expect(providers.map(({ type }) => type).sort()).toEqual(Object.keys(EXPECTED).sort());
  for (const { feed } of providers) {
    const { protocol, username, search, hash } = new URL(feed?.url ?? '');
    expect([protocol, username, search, hash]).toEqual(['https:', '', '', '']);
    expect(feed?.pageUrl).toMatch(/^https:\/\/[\w.-]+$/);
  }
});

describe.each(Object.entries(EXPECTED))('of the page of %s', (type, { watched, ignored, regional }) => {
  const watches = (name: string, region: string | null) =>
    definitionOf(type).feed?.watches(component(name), region);

  test.each(watched)('"%s" counts everywhere', (name) => {
    for (const region of [null, ...Object.keys(regional)]) expect(watches(name, region)).toBe(true);
  });

  test.each(ignored)('"%s" does not count', (name) => {
    for (const region of [null, ...Object.keys(regional)]) expect(watches(name, region)).toBe(false);
  });

  for (const [region, names] of Object.entries(regional)) {
    test.each(names)(`"%s" counts in ${region}, and in no other region`, (name) => {
      expect(watches(name, region)).toBe(true);
      for (const other of Object.keys(regional)) expect(watches(name, other)).toBe(other === region);
    });
  }
});

const SENTRY = { token: 'planted', org: 'acme' };

describe('the region of what is looked at', () => {
  function regionOf(type: string, given: Record<string, unknown>, details: Record<string, unknown> = {}) {
    const { feed, schema } = definitionOf(type);
    return feed?.regionOf?.(schema.parse(given), details);
  }

  test.each([
    ['https://us.sentry.io', 'US'],
    ['https://de.sentry.io', 'EU'],
    ['https://sentry.io', null],
  ])('of %s is %s', (apiBase, region) => {
    expect(regionOf('sentry', { ...SENTRY, apiBase })).toBe(region);
  });

  test('of Fly is that of each machine, and not known before the first look', () => {
    const fly = { token: 'planted' };
    expect(regionOf('fly', fly, { machine_regions: ['ams', 'ord'] })).toBe('ams ord');
    expect(regionOf('fly', fly, { machine_regions: [] })).toBe(null);
    expect(regionOf('fly', fly)).toBe(null);
    const watches = definitionOf('fly').feed?.watches;
    expect(watches?.(component('ORD - Chicago'), 'ams ord')).toBe(true);
    expect(watches?.(component('ORD - Chicago'), 'ams')).toBe(false);
  });

  test('of Sentry decides only between components that name another', () => {
    const watches = definitionOf('sentry').feed?.watches;
    expect(watches?.(component('EU API'), null)).toBe(true);
    expect(watches?.(component('API'), 'EU')).toBe(true);
  });
});

describe('a page speaks of', () => {
  function speaksOf(type: string, given: Record<string, unknown>) {
    const { feed, schema } = definitionOf(type);
    return feed?.speaksOf?.(schema.parse(given)) ?? true;
  }

  test.each([
    ['sentry', { apiBase: 'https://sentry.io' }, true],
    ['sentry', { apiBase: 'https://de.sentry.io' }, true],
    ['sentry', { apiBase: 'https://sentry.example.com' }, false],
    ['sentry', { apiBase: 'https://notsentry.io' }, false],
    ['supabase', { url: 'https://abcdefghijklmnopqrst.supabase.co' }, true],
    ['supabase', { url: 'https://db.example.com' }, true],
    ['supabase', { url: 'http://kong:8000' }, false],
  ] as const)('%s at %j: %s', (type, given, speaks) => {
    expect(speaksOf(type, { ...(type === 'sentry' ? SENTRY : { anonKey: 'planted' }), ...given })).toBe(
      speaks,
    );
  });
});
