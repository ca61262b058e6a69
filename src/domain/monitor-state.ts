import type { EpochMs } from '../lib/time.ts';
import type { JudgedState } from './judged-state.ts';
import type { Verdict } from './verdict.ts';

/** The latest verdict of a monitor, when its look began and ended, and since when its looks see that status. */
export interface MonitorState {
  readonly verdict: Verdict;
  readonly startedAtMs: EpochMs;
  readonly checkedAtMs: EpochMs;
  readonly sinceAtMs: EpochMs;
}

/** What is shown of a monitor: its latest look, and what is believed by now. */
export interface ShownState extends MonitorState {
  readonly judged: JudgedState;
  /** Of the open incident; null when there is none. */
  readonly incidentId: string | null;
}

/** What a new verdict means to those who watch for changes. */
export type StateChange = 'first' | 'status_changed' | 'reason_changed' | 'unchanged';

/** Pure: the state after a look of this verdict. */
export function advance(
  previous: MonitorState | null,
  verdict: Verdict,
  { startedAtMs, checkedAtMs }: Pick<MonitorState, 'startedAtMs' | 'checkedAtMs'>,
): { state: MonitorState; change: StateChange } {
  if (previous === null) {
    return { state: { verdict, startedAtMs, checkedAtMs, sinceAtMs: checkedAtMs }, change: 'first' };
  }
  const sameStatus = previous.verdict.status === verdict.status;
  const sinceAtMs = sameStatus ? previous.sinceAtMs : checkedAtMs;
  const change = !sameStatus
    ? 'status_changed'
    : previous.verdict.reason === verdict.reason
      ? 'unchanged'
      : 'reason_changed';
  return { state: { verdict, startedAtMs, checkedAtMs, sinceAtMs }, change };
}
