/**
 * The stream of `GET /api/v1/live` (server-sent events): `snapshot` events whose data is a Monitor with its latest beat
 * only. A fresh connection gets the present snapshot of every monitor, then one event per change; one that resumes by
 * `Last-Event-ID` gets what it missed. Beside them come `incident` events (an Incident) and `storage` events (a Storage),
 * without ids: who comes back asks for them. A comment goes out this often, so that a dead connection is noticed.
 */
export const LIVE_COMMENT_INTERVAL_MS = 15_000;
