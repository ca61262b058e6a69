import { useSyncExternalStore } from 'react';

// The router tells of its own changes by the last two.
const EVENTS = ['hashchange', 'popstate', 'pushState', 'replaceState'];

/** The decoded fragment of the address, empty when there is none. */
export function useHash(): string {
  return useSyncExternalStore(subscribe, readHash);
}

function subscribe(listener: () => void): () => void {
  for (const event of EVENTS) addEventListener(event, listener);
  return () => {
    for (const event of EVENTS) removeEventListener(event, listener);
  };
}

function readHash(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}
