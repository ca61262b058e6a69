import type { Controls } from '../../define-probe.ts';
import type { FlyOptions } from './fly.ts';
import { machinesAddress } from './machines.ts';

/** Without a token the Machines API answers 401. It documents no call that anybody may make. */
export const controls: Controls<FlyOptions> = {
  withoutCredential: ({ apiBase, appName }) => ({ url: machinesAddress(apiBase, appName) }),
};
