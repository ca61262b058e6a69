import { isLoopback } from '../lib/loopback.ts';
import type { ServerConfig } from './config.ts';

/**
 * Of random letters and digits so many cannot be guessed over a network. Nothing else holds a guesser up: a right token
 * always passes, so that nobody is locked out by the wrong ones of others.
 */
export const LEAST_TOKEN_CHARS = 16;

export interface OpenAddressProblem {
  /** What has to be mended. */
  readonly option: 'host' | 'token';
  readonly text: string;
}

/** Why the daemon must not listen where others can reach it; null when it may. */
export function findOpenAddressProblem({ host, apiToken }: ServerConfig): OpenAddressProblem | null {
  if (isLoopback(host)) return null;
  if (apiToken === null)
    return {
      option: 'host',
      text: `${host} is reachable from other machines, so KORA_API_TOKEN must be set too`,
    };
  if (apiToken.reveal().length >= LEAST_TOKEN_CHARS) return null;
  return {
    option: 'token',
    text: `is shorter than ${LEAST_TOKEN_CHARS} characters and can be guessed from other machines, since ${host} is reachable from them; make a random one, such as with: openssl rand -hex 16`,
  };
}

/** Why the daemon must not listen there: others could reach it and nobody would be asked for a token. Null when it may. */
export function openAddressProblem(server: ServerConfig): string | null {
  const problem = findOpenAddressProblem(server);
  return problem?.option === 'host' ? `KORA_WEB_HOST: ${problem.text}` : null;
}
