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
import { applyEvents, type Subject } from './incident-change.ts';
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

  /** Goes on with the incident that an earlier run left open. */
  resume(incident: StoredIncident): void {
    this.#incident = incident;
    this.#state = { ...NO_OWN_OUTAGE, startedAtMs: incident.startedAtMs };
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
    const { open, changes } = applyEvents(KORA, this.#incident, [told]);
    this.#incident = open;
    onChange(changes);
  }
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
          },
  };
}

function faultOf(reason: Reason): JudgementEvent['fault'] {
  return reason === 'internal_error' ? 'internal' : reason === 'dns_failed' ? 'dns' : 'network';
}
