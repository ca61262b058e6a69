import type { Beat } from '../domain/beat.ts';
import { advance, type StateChange } from '../domain/monitor-state.ts';
import { judge, rebase, type SeenLook } from '../domain/transition.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Clock, EpochMs } from '../lib/time.ts';
import type { StoredIncident } from '../storage/incidents.ts';
import type { RestoredAll } from '../storage/restore.ts';
import { createClockSteps } from './clock-steps.ts';
import type { HeldRecord, LookRecord } from './held-records.ts';
import { applyEvents, eventKey } from './incident-change.ts';
import { OwnOutageWatch } from './own-outage-watch.ts';
import type { SnapshotBoard } from './snapshot-board.ts';
import { type RecordedMonitor, resume, type Tracked, track } from './tracked-monitors.ts';

export interface RecorderParts {
  readonly board: SnapshotBoard;
  readonly clock: Clock;
  readonly monitors: readonly RecordedMonitor[];
  /** Takes what is to be stored; `isUrgent` when an incident began or ended with it. */
  readonly keep: (record: HeldRecord, isUrgent: boolean) => void;
  /** Told of every recorded verdict. */
  readonly onRecorded: (name: string, verdict: Verdict, change: StateChange) => void;
  /** Told of an incident once its change is stored. */
  readonly onIncident: (told: ToldIncident) => void;
  readonly onClockStep: () => void;
}

export interface ToldIncident {
  readonly incident: StoredIncident;
  /** Null for Kora's own outage. */
  readonly monitor: string | null;
}

/** What a look came to: whether it says something new that one more look should confirm. */
export interface Recorded {
  readonly isPending: boolean;
}

/**
 * The one place where a verdict becomes state: it is judged, stored, and only then shown and told. While the store is
 * away it is shown at once and stored later.
 */
export interface Recorder {
  /** A look ended that had begun at `startedAtMs` (default: now). */
  record(name: string, verdict: Verdict, startedAtMs?: EpochMs): Recorded;
  /** A look ended whose fault is still asked for: it is shown as it was seen. Nothing is judged or stored yet. */
  show(name: string, verdict: Verdict, startedAtMs: EpochMs): void;
  /** Slow facts of the latest look came in: it is shown as it is judged now. The beat stays as it was seen. */
  amend(name: string, verdict: Verdict): void;
  /** Something that is told with it changed; it is shown anew, if it was looked at. */
  touch(name: string): void;
  /** Resolves when every look of the monitor that was recorded so far is shown. */
  settled(name: string): Promise<void>;
  /** Goes on from what earlier runs left, and judges what was seen meanwhile anew. */
  resume(restored: RestoredAll, held: readonly HeldRecord[]): readonly HeldRecord[];
}

export function createRecorder(parts: RecorderParts): Recorder {
  return new VerdictRecorder(parts);
}

class VerdictRecorder implements Recorder {
  readonly #parts: RecorderParts;
  readonly #tracked: ReadonlyMap<string, Tracked>;
  readonly #steps: ReturnType<typeof createClockSteps>;
  readonly #ownOutage: OwnOutageWatch;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#tracked = new Map(parts.monitors.map((monitor) => [monitor.name, track(monitor)]));
    this.#steps = createClockSteps(parts.clock);
    this.#ownOutage = new OwnOutageWatch({
      clock: parts.clock,
      tracked: [...this.#tracked.values()],
      onChange: (changes) => this.#keep({ look: null, incidents: changes, onSettled: () => {} }),
    });
  }

  record(name: string, verdict: Verdict, begunAtMs = this.#parts.clock.nowMs()): Recorded {
    const tracked = this.#find(name);
    if (this.#steps.stepped()) this.#rebaseAll();
    // Where the wall clock was set back while it looked, the next looks would seem to be older than this one.
    const startedAtMs = Math.min(begunAtMs, this.#parts.clock.nowMs());
    const beat = toBeat(verdict, startedAtMs, tracked.monitor.holdsMs);
    const { isPending, ...judged } = this.#judge(tracked, beat, verdict);
    const { state, change } = advance(tracked.latest, verdict, {
      startedAtMs,
      checkedAtMs: this.#parts.clock.nowMs(),
    });
    tracked.latest = state;
    this.#parts.board.entry(name)?.beats.push(beat);
    const look = { name, beat, detail: changedDetail(tracked, verdict, startedAtMs), state: judged.state };
    tracked.unsettled += 1;
    this.#keep({ look, incidents: judged.incidents, onSettled: () => this.#settle(tracked) });
    this.#ownOutage.onLook(tracked);
    this.#parts.onRecorded(name, verdict, change);
    return { isPending };
  }

  show(name: string, verdict: Verdict, startedAtMs: EpochMs): void {
    const { board, clock } = this.#parts;
    const { latest, judged, incident } = this.#find(name);
    const { state } = advance(latest, verdict, { startedAtMs, checkedAtMs: clock.nowMs() });
    board.publish(name, { ...state, judged, incidentId: incident?.id ?? null });
  }

  amend(name: string, verdict: Verdict): void {
    const tracked = this.#find(name);
    if (tracked.latest === null) return;
    const { state, change } = advance(tracked.latest, verdict, tracked.latest);
    tracked.latest = state;
    this.#parts.board.entry(name)?.beats.amend(verdict);
    const detail = changedDetail(tracked, verdict, state.startedAtMs);
    if (detail !== null) this.#keepDetail(tracked, detail);
    this.#publish(tracked);
    this.#parts.onRecorded(name, verdict, change);
  }

  touch(name: string): void {
    const tracked = this.#find(name);
    // What is not stored yet is shown when it is.
    if (tracked.unsettled === 0) this.#publish(tracked);
  }

  settled(name: string): Promise<void> {
    const tracked = this.#find(name);
    if (tracked.unsettled === 0) return Promise.resolve();
    return new Promise((resolve) => tracked.waiting.add(resolve));
  }

  resume({ monitors, otherIncidents }: RestoredAll, held: readonly HeldRecord[]): readonly HeldRecord[] {
    const nowMs = this.#parts.clock.nowMs();
    const known: Tracked[] = [];
    for (const [i, { name }] of this.#parts.monitors.entries()) {
      const restored = monitors[i];
      if (restored === undefined) continue;
      const tracked = this.#find(name);
      resume(tracked, restored, nowMs);
      this.#parts.board.entry(name)?.beats.precede(restored.beats);
      if (restored.beats.length > 0) known.push(tracked);
    }
    const removed = otherIncidents.filter(({ monitorId }) => monitorId !== null);
    const own = this.#resumeOwnOutage(otherIncidents, held);
    const judgedAnew = held.map((record) =>
      record.look === null
        ? { ...record, incidents: record.incidents.map((change) => own.get(change) ?? change) }
        : this.#judgeAnew(record, record.look),
    );
    for (const tracked of known) this.#publish(tracked);
    return [...judgedAnew, ...removed.map((incident) => this.#closeRemoved(incident, nowMs))];
  }

  /** What is to be stored in the place of each change that is held. */
  #resumeOwnOutage(incidents: readonly StoredIncident[], held: readonly HeldRecord[]) {
    const open = incidents.find(({ monitorId }) => monitorId === null);
    const changes = held.flatMap((record) => (record.look === null ? record.incidents : []));
    const resumed = open === undefined ? changes : this.#ownOutage.resume(open, changes);
    return new Map(changes.map((change, i) => [change, resumed[i] ?? change]));
  }

  #judge(tracked: Tracked, beat: Beat, { why, attribution }: Pick<Verdict, 'why' | 'attribution'>) {
    const look: SeenLook = { ...beat, why };
    const { state, outcome, events } = judge(tracked.judged, look, tracked.monitor.damping);
    const subject = { name: tracked.monitor.name, monitorId: tracked.id };
    const evidence = attribution === null ? null : { rule: attribution.rule, rows: attribution.evidence };
    const { open, changes } = applyEvents(subject, tracked.incident, { events, evidence });
    tracked.judged = state;
    tracked.incident = open;
    const isNews = outcome === 'changed' || events.length > 0;
    return {
      isPending: outcome === 'pending' && beat.reason !== 'rate_limited',
      state: isNews ? JSON.stringify(state) : null,
      incidents: changes,
    };
  }

  #judgeAnew(record: HeldRecord, look: LookRecord): HeldRecord {
    const tracked = this.#find(look.name);
    if (look.beat === null) return record;
    const about = tracked.latest?.verdict ?? { why: '', attribution: null };
    const { state, incidents } = this.#judge(tracked, look.beat, about);
    return { ...record, look: { ...look, state }, incidents };
  }

  #closeRemoved(incident: StoredIncident, nowMs: EpochMs): HeldRecord {
    const endedAtMs = Math.max(nowMs, incident.startedAtMs);
    const text = 'The monitor is not configured any more.';
    const event = { atMs: endedAtMs, kind: 'closed', status: null, reason: null, text } as const;
    const events = [{ ...event, key: eventKey(incident.id, event) }];
    return {
      look: null,
      incidents: [{ incident: { ...incident, endedAtMs }, events }],
      onSettled: () => {},
    };
  }

  #keepDetail({ monitor: { name } }: Tracked, detail: NonNullable<LookRecord['detail']>): void {
    this.#parts.keep(
      { look: { name, beat: null, detail, state: null }, incidents: [], onSettled: () => {} },
      false,
    );
  }

  #keep(record: HeldRecord): void {
    const { incidents } = record;
    const { keep, onIncident } = this.#parts;
    if (incidents.length === 0) return keep(record, false);
    const onSettled = () => {
      record.onSettled();
      for (const { incident } of incidents) onIncident({ incident, monitor: record.look?.name ?? null });
    };
    keep({ ...record, onSettled }, true);
  }

  #settle(tracked: Tracked): void {
    tracked.unsettled -= 1;
    this.#publish(tracked);
    if (tracked.unsettled > 0) return;
    for (const resolve of tracked.waiting) resolve();
    tracked.waiting.clear();
  }

  #publish({ monitor, latest, judged, incident }: Tracked): void {
    if (latest === null) return;
    this.#parts.board.publish(monitor.name, { ...latest, judged, incidentId: incident?.id ?? null });
  }

  #rebaseAll(): void {
    for (const tracked of this.#tracked.values()) tracked.judged = rebase(tracked.judged);
    this.#parts.onClockStep();
  }

  #find(name: string): Tracked {
    const tracked = this.#tracked.get(name);
    if (tracked === undefined) throw new Error(`no monitor named ${name}`);
    return tracked;
  }
}

function toBeat(
  { status, reason, latencyMs, phases, attribution }: Verdict,
  startedAtMs: EpochMs,
  holdsMs: number,
): Beat {
  return { startedAtMs, status, reason, fault: attribution?.fault ?? null, latencyMs, phases, holdsMs };
}

/** Error and details from this look on, or null when they are as they were. */
function changedDetail(tracked: Tracked, { error, details }: Verdict, atMs: EpochMs): LookRecord['detail'] {
  const text = JSON.stringify([error, details]);
  if (text === tracked.detail) return null;
  tracked.detail = text;
  return { atMs, error, details: JSON.stringify(details) };
}
