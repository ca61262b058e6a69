import type { Reason } from '../contracts/status.ts';
import {
  advanceOwnOutage,
  NO_OWN_OUTAGE,
  type OwnOutageState,
  type SightOfMonitor,
} from '../domain/own-outage.ts';
import type { JudgementEvent } from '../domain/transition.ts';
import type { Clock } from '../lib/time.ts';
import type { IncidentChange, StoredIncident } from '../storage/incidents.ts';
import { applyEvents, eventKey, type Subject } from './incident-change.ts';
import type { Tracked } from './tracked-monitors.ts';

const KORA: Subject = { name: 'kora', monitorId: null };
// One pass over all monitors serves every look that came meanwhile.
const LOOK_AGAIN_MS = 1_000;

export interface OwnOutageParts {
  readonly clock: Clock;
  readonly tracked: readonly Tracked[];
  readonly onChange: (changes: readonly IncidentChange[]) => void;
}

/** Notices when it is Kora itself that sees nothing, and keeps one incident about that. */
export class OwnOutageWatch {
  readonly #parts: OwnOutageParts;
  #state: OwnOutageState = NO_OWN_OUTAGE;
  #incident: StoredIncident | null = null;
  #isPlanned = false;

  constructor(parts: OwnOutageParts) {
    this.#parts = parts;
  }

  /**
   * Goes on with the incident that an earlier run left open. What this run noticed first, and did not store yet, is still
   * the same trouble: `held` are its changes, and what it gives are those that are to be stored in their place.
   */
  resume(incident: StoredIncident, held: readonly IncidentChange[]): readonly IncidentChange[] {
    const first = held[0]?.incident.id ?? null;
    if (first === null || this.#incident?.id === first) {
      this.#incident = incident;
      this.#state = { ...this.#state, startedAtMs: incident.startedAtMs };
    }
    return held.map((change) => (change.incident.id === first ? proceed(incident, change) : change));
  }

  /** To be called after a look. */
  onLook(tracked: Tracked): void {
    const isBlind = tracked.judged.sightLostSinceMs !== null;
    if (this.#isPlanned || (!isBlind && this.#state.startedAtMs === null)) return;
    this.#isPlanned = true;
    this.#parts.clock.setTimer(LOOK_AGAIN_MS, () => this.#look());
  }

  #look(): void {
    this.#isPlanned = false;
    const { clock, tracked, onChange } = this.#parts;
    const { state, event } = advanceOwnOutage(this.#state, clock.nowMs(), tracked.map(sightOf));
    this.#state = state;
    if (event === null) return;
    const told: JudgementEvent = { ...event, status: 'unknown', fault: faultOf(event.reason) };
    const { open, changes } = applyEvents(KORA, this.#incident, { events: [told], evidence: null });
    this.#incident = open;
    onChange(changes);
  }
}

function proceed(earlier: StoredIncident, { incident, events }: IncidentChange): IncidentChange {
  const { id, startedAtMs } = earlier;
  const endedAtMs = incident.endedAtMs === null ? null : Math.max(incident.endedAtMs, startedAtMs);
  return {
    incident: { ...earlier, endedAtMs },
    events: events
      .filter(({ kind }) => kind !== 'opened')
      .map((event) => ({ ...event, key: eventKey(id, event) })),
  };
}

function sightOf({ judged, latest }: Tracked): SightOfMonitor {
  return {
    sightLostSinceMs: judged.sightLostSinceMs,
    latest:
      latest === null
        ? null
        : {
            startedAtMs: latest.startedAtMs,
            status: latest.verdict.status,
            reason: latest.verdict.reason,
            fault: latest.verdict.attribution?.fault ?? null,
          },
  };
}

function faultOf(reason: Reason): JudgementEvent['fault'] {
  return reason === 'internal_error' ? 'internal' : reason === 'dns_failed' ? 'dns' : 'network';
}
