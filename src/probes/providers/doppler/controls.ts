import type { Controls } from '../../define-probe.ts';
import type { DopplerOptions } from './options.ts';

/** Without a token Doppler answers 401. It documents no call that anybody may make. */
export const controls: Controls<DopplerOptions> = {
  withoutCredential: ({ apiBase }) => ({ url: `${apiBase}/v3/me` }),
};
