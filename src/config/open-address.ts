import { isLoopback } from '../lib/loopback.ts';
import type { ServerConfig } from './config.ts';

/** Why the daemon must not listen there: others could reach it and nobody would be asked for a token. Null when it may. */
export function openAddressProblem({ host, apiToken }: ServerConfig): string | null {
  if (apiToken !== null || isLoopback(host)) return null;
  return `KORA_WEB_HOST: ${host} is reachable from other machines, so KORA_API_TOKEN must be set too`;
}
