import type { Behaviour } from './behaviour.ts';
import type { Network } from './local-origin.ts';
import type { IncidentPhase, PageNews } from './page-behaviour.ts';
import type { ProviderName } from './simulated-provider.ts';

/** A part of the day. What it does not name is healthy, says so, and is there. */
export interface Act {
  readonly name: string;
  readonly seconds: number;
  readonly providers?: Readonly<Partial<Record<ProviderName, Behaviour>>>;
  readonly pages?: Readonly<Partial<Record<ProviderName, PageNews>>>;
  readonly network?: Network;
}

const SUPABASE_IS_OUT = { supabase: { kind: 'server_error', status: 503 } } as const;
const FLY_IS_ILL = { fly: { kind: 'slow', ms: 1_200, data: { failed: 1 } } } as const;

/**
 * An outage that its page admits a minute late, a revoked token, a rate limit, slowness that is told honestly, a page that
 * tells of trouble that we do not see, and the loss of our own network. Each trouble of a provider is over for longer than
 * a minute before its next one, since control experiments are made at most once a minute.
 */
export const ACTS: readonly Act[] = [
  { name: 'All is well', seconds: 25 },
  { name: 'Supabase fails, and its page is green', seconds: 60, providers: SUPABASE_IS_OUT },
  {
    name: 'Supabase admits it',
    seconds: 30,
    providers: SUPABASE_IS_OUT,
    pages: { supabase: supabasePage('investigating', 'We are investigating failing requests to projects.') },
  },
  {
    name: 'Supabase found the cause',
    seconds: 30,
    providers: SUPABASE_IS_OUT,
    pages: { supabase: supabasePage('identified', 'A change of the API gateway is being taken back.') },
  },
  {
    name: 'Supabase says that it is over, and still fails',
    seconds: 20,
    providers: SUPABASE_IS_OUT,
    pages: { supabase: supabaseSaysOver() },
  },
  { name: 'Supabase recovers', seconds: 35 },
  { name: 'The Sentry token is revoked', seconds: 50, providers: { sentry: { kind: 'unauthorized' } } },
  { name: 'Sentry has a new token', seconds: 20 },
  { name: 'Vercel limits the requests', seconds: 40, providers: { vercel: { kind: 'rate_limited' } } },
  { name: 'Vercel answers again', seconds: 35 },
  {
    name: 'Fly is slow, loses a machine and says so',
    seconds: 55,
    providers: FLY_IS_ILL,
    pages: { fly: flyPage('investigating', 'Machines in Amsterdam are slow to start, and some stop.') },
  },
  {
    name: 'Fly watches its repair',
    seconds: 20,
    pages: {
      fly: { ...flyPage('monitoring', 'A repair is in place; we are watching it.'), kind: 'operational' },
    },
  },
  {
    name: "Doppler's page tells of an outage that we do not see",
    seconds: 30,
    pages: {
      doppler: {
        kind: 'partial_outage',
        incident: {
          title: 'Some requests fail',
          phase: 'investigating',
          text: 'A part of all requests fails in one region.',
        },
      },
    },
  },
  { name: 'All is well for a while', seconds: 15 },
  { name: 'The network of this machine is lost', seconds: 40, network: 'lost' },
  { name: 'The network is back', seconds: 45 },
];

function supabasePage(phase: IncidentPhase, text: string): PageNews {
  return {
    kind: 'major_outage',
    components: ['API Gateway', 'Auth'],
    incident: { title: 'Elevated error rates on the API gateway', phase, text },
  };
}

function supabaseSaysOver(): PageNews {
  return { ...supabasePage('resolved', 'This incident has been resolved.'), kind: 'operational' };
}

function flyPage(phase: IncidentPhase, text: string): PageNews {
  return {
    kind: 'degraded_performance',
    components: ['Machines', 'AMS - Amsterdam, Netherlands'],
    incident: { title: 'Slow machines in Amsterdam', phase, text },
  };
}
