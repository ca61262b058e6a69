import type { Controls } from '../../define-probe.ts';
import { issuesAddress } from './issues.ts';
import type { SentryOptions } from './options.ts';

/** Without a token Sentry answers 401. It documents no call that anybody may make. */
export const controls: Controls<SentryOptions> = {
  withoutCredential: (options) => ({ url: `${issuesAddress(options)}?limit=1` }),
};
