import { randomBytes } from 'node:crypto';
import { compareServices, type HeartbeatService } from '../contracts/heartbeat.ts';
import { type BeatRing, createBeatRing } from '../domain/beat-ring.ts';
import type { MonitorState, ShownState } from '../domain/monitor-state.ts';
import type { Redact } from '../lib/redact.ts';
import { type Clock, isoTime } from '../lib/time.ts';

/** One published change. Ids grow within a run of the process and name the run, so that a later run knows them for strange. */
export interface BoardEvent {
  readonly id: string;
  readonly name: string;
}

/** Bytes that are sent as they are. */
export interface EncodedAnswer {
  readonly body: Buffer;
  /** A strong validator, quoted as RFC 9110 wants it. */
  readonly etag: string;
}

export interface BoardEntry {
  readonly name: string;
  readonly state: ShownState | null;
  readonly beats: BeatRing;
}

/** The latest snapshot of every monitor, in the contract's order, already encoded for the frozen endpoint. */
export interface SnapshotBoard {
  /** Sets the monitor's state and tells the listeners. */
  publish(name: string, state: ShownState): void;
  /** Null when there is no such monitor. */
  entry(name: string): BoardEntry | null;
  /** All monitors, those without a snapshot too. */
  entries(): readonly BoardEntry[];
  /** The whole answer of the frozen endpoint. */
  heartbeat(): EncodedAnswer;
  /** True until the first snapshot of this run. */
  isWarming(): boolean;
  subscribe(listener: (event: BoardEvent) => void): () => void;
  /** The changes after an event, each monitor once, or null when that event is unknown or too long ago. */
  eventsAfter(id: string): readonly BoardEvent[] | null;
  /** The latest change of every monitor that has a snapshot, the oldest first: what a new listener has to hear. */
  latestEvents(): readonly BoardEvent[];
}

export interface BoardParts {
  readonly names: readonly string[];
  readonly clock: Clock;
  readonly redact: Redact;
}

interface Entry {
  readonly name: string;
  readonly beats: BeatRing;
  state: ShownState | null;
  /** The service as JSON; null until it is asked for again after a change. */
  encoded: string | null;
  sequence: number;
}

export function createSnapshotBoard({ names, clock, redact }: BoardParts): SnapshotBoard {
  const run = randomBytes(6).toString('hex');
  const listeners = new Set<(event: BoardEvent) => void>();
  const entries = new Map<string, Entry>();
  for (const name of [...names].sort(compareServices)) {
    entries.set(name, { name, beats: createBeatRing(), state: null, encoded: null, sequence: 0 });
  }
  let sequence = 0;
  let changedAtMs = clock.nowMs();
  let answer: EncodedAnswer | null = null;

  const eventId = (of: number) => `${run}-${of}`;

  function encodeAll(): EncodedAnswer {
    const services: string[] = [];
    for (const entry of entries.values()) {
      if (entry.state === null) continue;
      entry.encoded ??= redact(JSON.stringify(toHeartbeatService(entry.name, entry.state)));
      services.push(entry.encoded);
    }
    const head = `{"services":[${services.join(',')}],"generated_at":"${isoTime(changedAtMs)}"`;
    const body = `${head},"stub":false,"cache_warming":${services.length === 0}}`;
    return { body: Buffer.from(body), etag: `"${eventId(sequence)}"` };
  }

  function changesSince(after: number): BoardEvent[] {
    return [...entries.values()]
      .filter((entry) => entry.sequence > after)
      .sort((a, b) => a.sequence - b.sequence)
      .map((entry) => ({ id: eventId(entry.sequence), name: entry.name }));
  }

  return {
    publish(name, state) {
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`no monitor named ${name}`);
      sequence += 1;
      changedAtMs = clock.nowMs();
      entry.state = state;
      entry.encoded = null;
      entry.sequence = sequence;
      answer = null;
      const event = { id: eventId(sequence), name };
      for (const listener of listeners) listener(event);
    },
    entry: (name) => entries.get(name) ?? null,
    entries: () => [...entries.values()],
    heartbeat() {
      // Encoded by the first reader after a change, not by the change: a thousand changes a second may have no reader.
      answer ??= encodeAll();
      return answer;
    },
    isWarming: () => sequence === 0,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    eventsAfter(id) {
      const [ofRun, of] = id.split('-');
      const after = Number(of);
      if (ofRun !== run || !Number.isInteger(after) || after > sequence) return null;
      return changesSince(after);
    },
    latestEvents: () => changesSince(0),
  };
}

function toHeartbeatService(name: string, { verdict, checkedAtMs }: MonitorState): HeartbeatService {
  return {
    name,
    // By the contract, what the look alone saw: a service that did not answer is unknown, whoever is to blame.
    status: verdict.attribution?.rawStatus ?? verdict.status,
    last_check_at: isoTime(checkedAtMs),
    latency_ms: verdict.latencyMs,
    details: verdict.details,
    error: verdict.error,
  };
}
