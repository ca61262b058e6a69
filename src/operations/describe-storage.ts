import type { Storage } from '../contracts/storage.ts';
import { isoTime } from '../lib/time.ts';
import type { KeeperStatus } from '../recording/keeper.ts';

/** How the store is doing, for people and software. */
export function describeStorage(status: KeeperStatus): Storage {
  return {
    kind: status.kind,
    state: status.state,
    since: isoTime(status.sinceMs),
    problem: status.problem,
    held_beats: status.heldBeats,
    lost_beats: status.lostBeats,
    notices: [...status.notices],
  };
}
