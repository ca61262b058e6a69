import type { Controls } from '../../define-probe.ts';
import type { SupabaseOptions } from './supabase.ts';

/** Without a key the gateway of a project answers 401, whatever is asked; so there is no call that anybody may make. */
export const controls: Controls<SupabaseOptions> = {
  withoutCredential: ({ url }) => ({ url: `${url}/auth/v1/health` }),
};
