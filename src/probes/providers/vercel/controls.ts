import type { Controls } from '../../define-probe.ts';
import type { VercelOptions } from './options.ts';

/** Without a token Vercel answers 403 (`missingToken`). It documents no call that anybody may make. */
export const controls: Controls<VercelOptions> = {
  withoutCredential: ({ apiBase }) => ({ url: `${apiBase}/v7/deployments?limit=1` }),
};
