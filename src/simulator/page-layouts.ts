import type { ProviderName } from './simulated-provider.ts';

export interface ComponentPlace {
  readonly group: string | null;
  readonly name: string;
}

export interface PageLayout {
  readonly title: string;
  readonly components: readonly ComponentPlace[];
  /** What is ill when nobody says what: the component that a look through the API depends on. */
  readonly main: string;
}

function inGroup(group: string | null, names: readonly string[]): ComponentPlace[] {
  return names.map((name) => ({ group, name }));
}

/** The components of each provider's real page, as far as a reader must tell them apart, other people's included. */
export const PAGE_LAYOUTS: Readonly<Record<ProviderName, PageLayout>> = {
  vercel: {
    title: 'Vercel',
    main: 'API',
    components: [
      ...inGroup(null, [
        'API',
        'Builds',
        'CDN',
        'DNS',
        'Edge Functions',
        'Serverless Functions',
        'Dashboard',
      ]),
      ...inGroup('Edge Network', [
        'ARN1 - Stockholm, Sweden',
        'FRA1 - Frankfurt, Germany',
        'IAD1 - Washington, D.C., USA',
      ]),
      ...inGroup('Integrations', ['GitHub Integration', 'Marketplace Integrations']),
    ],
  },
  sentry: {
    title: 'Sentry',
    main: 'API',
    components: [
      ...inGroup(null, ['API', 'Dashboard']),
      ...inGroup('US Region', ['US Error Ingestion', 'US Span Ingestion']),
      ...inGroup('EU Region', ['EU Error Ingestion', 'EU Span Ingestion']),
      ...inGroup('Third-party', ['GitHub', 'PagerDuty', 'Slack', 'Stripe']),
    ],
  },
  doppler: {
    title: 'Doppler',
    main: 'API',
    components: [
      ...inGroup(null, ['API', 'Dashboard']),
      ...inGroup('Integrations', ['AWS Secrets Manager', 'GitHub', 'Vercel']),
      ...inGroup('Vendors', ['Cloudflare', 'Google Cloud Platform']),
    ],
  },
  supabase: {
    title: 'Supabase',
    main: 'API Gateway',
    components: [
      ...inGroup(null, [
        'API Gateway',
        'Auth',
        'Connection Pooler',
        'Dashboard',
        'Database',
        'Edge Functions',
      ]),
      ...inGroup(null, ['Management API', 'Realtime', 'Storage']),
      ...inGroup('Regions', ['ap-southeast-1', 'eu-central-1', 'us-east-1']),
    ],
  },
  fly: {
    title: 'Fly.io',
    main: 'Machines API',
    components: [
      ...inGroup(null, ['Anycast Proxy', 'Dashboard', 'Machines', 'Machines API', 'Volumes']),
      ...inGroup('Regions', ['AMS - Amsterdam, Netherlands', 'IAD - Ashburn, Virginia (US)']),
      ...inGroup('Management Plane', ['Management Plane - AMS', 'Management Plane - ORD']),
    ],
  },
};
