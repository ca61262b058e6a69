import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

/**
 * The two parts of undici that Kora uses, by their own files: the whole package also loads fetch, WebSocket and its
 * caches, which costs 13 MB and a tenth of the start. The version is pinned, and the client's tests cover both.
 */
export const Agent = asAgent(load('undici/lib/dispatcher/agent.js'));
export const buildConnector = asConnector(load('undici/lib/core/connect.js'));

// The types are the package's own for these very exports; its files below lib/ have none.
function asAgent(loaded: unknown): typeof import('undici').Agent {
  return loaded as typeof import('undici').Agent;
}

function asConnector(loaded: unknown): typeof import('undici').buildConnector {
  return loaded as typeof import('undici').buildConnector;
}
