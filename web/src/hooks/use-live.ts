import { createContext, useContext } from 'react';

export type LiveMode = 'connecting' | 'live' | 'polling' | 'offline';

export interface LiveState {
  readonly mode: LiveMode;
  /** When the daemon was last heard; null before it ever was. */
  readonly offlineSinceMs: number | null;
}

export const LiveContext = createContext<LiveState>({ mode: 'connecting', offlineSinceMs: null });

/** How the page is kept current. */
export function useLive(): LiveState {
  return useContext(LiveContext);
}
