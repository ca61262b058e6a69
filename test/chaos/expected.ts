import type { Beat } from '../../src/domain/beat.ts';
import { type DampingRule, type JudgementEvent, judge, UNJUDGED } from '../../src/domain/transition.ts';
import type { EpochMs } from '../../src/lib/time.ts';

export interface ExpectedIncident {
  readonly id: string;
  readonly startedAtMs: EpochMs;
  readonly endedAtMs: EpochMs | null;
  /** Kind, moment, status and reason of each, in order. */
  readonly events: readonly (readonly [string, EpochMs, string | null, string | null])[];
}

/** What the surviving beats of one monitor say: the slow, obvious way, from the first beat on. */
export class ExpectedMonitor {
  readonly name: string;
  /** The oldest first. */
  readonly beats: Beat[] = [];
  readonly incidents = new Map<string, ExpectedIncident>();
  /** The judged state as of the last look that changed what is to be remembered; null before the first. */
  remembered: unknown = null;
  readonly #rule: DampingRule;
  #judged = UNJUDGED;
  #openId: string | null = null;

  constructor(name: string, rule: DampingRule) {
    this.name = name;
    this.#rule = rule;
  }

  get lastStartedAtMs(): EpochMs {
    return this.beats.at(-1)?.startedAtMs ?? 0;
  }

  add(beats: readonly Beat[]): void {
    for (const beat of beats) {
      this.beats.push(beat);
      const { state, outcome, events } = judge(this.#judged, { ...beat, why: '' }, this.#rule);
      this.#judged = state;
      for (const event of events) this.#tell(event);
      if (outcome === 'changed' || events.length > 0) this.remembered = state;
    }
  }

  #tell({ kind, atMs, status, reason }: JudgementEvent): void {
    if (kind === 'opened') this.#openId = `${this.name}-${atMs.toString(36)}`;
    const id = this.#openId;
    if (id === null) return;
    const incident = this.incidents.get(id) ?? { id, startedAtMs: atMs, endedAtMs: null, events: [] };
    const events = [...incident.events, [kind, atMs, status, reason] as const];
    this.incidents.set(id, {
      ...incident,
      events,
      endedAtMs: kind === 'closed' ? atMs : incident.endedAtMs,
    });
    if (kind === 'closed') this.#openId = null;
  }
}
