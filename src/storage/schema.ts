import type { Generated } from 'kysely';

/**
 * The tables, in SQLite and Postgres alike. Times are milliseconds since the epoch; `data` columns are written by the
 * modules of `codec/`. How looks come to rest: docs/decisions/0010-how-looks-are-stored.md.
 */
export interface Tables {
  meta: { key: string; value: string };
  monitor: {
    id: Generated<number>;
    name: string;
    first_beat_at_ms: number | null;
    /** Hours that begin before this are in the roll-ups. */
    rolled_until_ms: number | null;
  };
  /** Batches of beats as they came, until their hours are sealed. */
  beat_log: { seq: Generated<number>; data: Uint8Array };
  /** The beats of one monitor in one hour. */
  beat_block: { monitor_id: number; hour_ms: number; beats: number; data: Uint8Array };
  /** The minutes of one hour, the hours of one day, and one day. */
  minute_rollup: { monitor_id: number; hour_ms: number; data: Uint8Array };
  hour_rollup: { monitor_id: number; day_ms: number; data: Uint8Array };
  day_rollup: {
    monitor_id: number;
    day_ms: number;
    healthy_ms: number;
    degraded_ms: number;
    unhealthy_ms: number;
    unknown_ms: number;
    data: Uint8Array;
  };
  /** Error and details of a monitor from a moment on, kept when they changed. */
  detail_change: { monitor_id: number; at_ms: number; error: string | null; details: string };
  /** The judged state of a monitor as JSON; without its window, which the newest beats give. */
  monitor_state: { monitor_id: number; state: string };
  incident: {
    id: string;
    /** Null for Kora's own outage. */
    monitor_id: number | null;
    started_at_ms: number;
    ended_at_ms: number | null;
    worst: string;
    reason: string;
    fault: string | null;
    why: string;
    flapping: number;
    /** What decided whose fault it is, as JSON; null when nothing was asked. */
    evidence: string | null;
  };
  /** Small things that outlive a restart. */
  kept: { key: string; value: string };
  /** What status pages told, `data` as JSON. */
  feed_incident: {
    feed: string;
    id: string;
    admitted_at_ms: number;
    resolved_at_ms: number | null;
    data: string;
  };
  incident_event: {
    seq: Generated<number>;
    /** Names the event, so that telling it twice stores it once. */
    key: string;
    incident_id: string;
    at_ms: number;
    kind: string;
    status: string | null;
    reason: string | null;
    text: string;
  };
}
