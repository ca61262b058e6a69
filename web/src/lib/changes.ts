import type { Reason, Status } from '../../../src/contracts/status.ts';
import type { BoardMonitor } from './board.ts';

/** A believed change of status, seen since the start of the daemon. */
export interface Change {
  readonly name: string;
  readonly title: string;
  readonly at: string;
  readonly from: Status;
  readonly to: Status;
  readonly reason: Reason;
  /** How long the status before it had lasted; null when it had begun before what is kept. */
  readonly lastedMs: number | null;
}

/** The latest changes over all monitors, the newest first. */
export function latestChanges(monitors: readonly BoardMonitor[], count: number): readonly Change[] {
  return monitors
    .flatMap(knownChangesOf)
    .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, count);
}

// One new look changes one monitor; the others are told by what was found before.
const changesByMonitor = new WeakMap<BoardMonitor, readonly Change[]>();

function knownChangesOf(monitor: BoardMonitor): readonly Change[] {
  const known = changesByMonitor.get(monitor) ?? changesOf(monitor);
  changesByMonitor.set(monitor, known);
  return known;
}

function changesOf({ name, title, recent }: BoardMonitor): Change[] {
  const changes: Change[] = [];
  let runStart: string | null = null;
  for (const [index, beat] of recent.entries()) {
    const before = recent[index - 1];
    if (before === undefined || before.status === beat.status) continue;
    changes.push({
      name,
      title,
      at: beat.at,
      from: before.status,
      to: beat.status,
      reason: beat.reason,
      lastedMs: runStart === null ? null : Date.parse(beat.at) - Date.parse(runStart),
    });
    runStart = beat.at;
  }
  return changes;
}
