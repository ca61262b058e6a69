// Written by `npm run gen` from the folders beside it. Do not edit.
import type { AnyProbeDefinition } from './define-probe.ts';
import { doppler } from './providers/doppler/doppler.ts';
import { fly } from './providers/fly/fly.ts';
import { sentry } from './providers/sentry/sentry.ts';
import { supabase } from './providers/supabase/supabase.ts';
import { vercel } from './providers/vercel/vercel.ts';
import { http } from './checks/http/http.ts';

/** Every probe that Kora has, by folder. */
export const PROBES: readonly AnyProbeDefinition[] = [
  doppler,
  fly,
  sentry,
  supabase,
  vercel,
  http,
];
