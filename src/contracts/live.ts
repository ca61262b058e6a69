import type { Monitor } from './monitors.ts';

/**
 * The stream of `GET /api/v1/live` (server-sent events). A fresh connection gets the present snapshot of every
 * monitor, then one `snapshot` event per change; one that resumes by `Last-Event-ID` gets what it missed.
 */
export interface LiveEvents {
  /** The monitor's snapshot; `recent` holds its latest beat only. */
  readonly snapshot: Monitor;
}

export const LIVE_COMMENT_INTERVAL_MS = 15_000;
