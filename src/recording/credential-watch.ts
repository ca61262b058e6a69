import type { Reason } from '../contracts/status.ts';
import {
  afterTelling,
  afterUse,
  type CredentialFacts,
  type CredentialHealth,
  type CredentialUse,
  type ExpiryWarning,
  expiryWarning,
  factsOf,
  newHealth,
  resumeHealth,
} from '../domain/credential-health.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Logger } from '../lib/log.ts';
import { type CancelTimer, type Clock, type EpochMs, isoTime } from '../lib/time.ts';
import { CredentialMemory, type KeptThings, type Remembered } from './credential-memory.ts';

/** A credential whose health is watched. Nothing in it is made from its value, but for the calls that it makes. */
export interface WatchedCredential {
  /** The monitor and the option that holds it. */
  readonly id: string;
  /** The monitors whose looks are made with it. */
  readonly looks: readonly string[];
  /** What it is by its look alone. */
  readonly byLook: CredentialFacts;
  /** Asks the provider about it with cheap calls, in the slow lane. Rejects only when `signal` aborts. */
  readonly introspect: (signal: AbortSignal) => Promise<CredentialTelling>;
  /** For one that no look is made with: a monitor that shows by its verdict that a call with it may have failed. */
  readonly doubt?: {
    readonly monitors: readonly string[];
    readonly isRaisedBy: (verdict: Verdict) => boolean;
  };
}

/** What the provider said when it was asked about a credential. */
export interface CredentialTelling extends Pick<CredentialUse, 'reason' | 'monitor'> {
  /** Null when it refused, or was not reached. */
  readonly facts: CredentialFacts | null;
}

export interface CredentialWatchParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly credentials: readonly WatchedCredential[];
  readonly kept: KeptThings;
}

/** Keeps how each credential fares, and outlives restarts with it. */
export interface CredentialWatch {
  /** Reads what earlier runs left, in the background. */
  start(): void;
  /** A look ended that had begun at `atMs`. */
  onVerdict(name: string, verdict: Verdict, atMs: EpochMs): void;
  /** Throws for an id that is not watched. */
  health(id: string): CredentialHealth;
  /** Ends what is under way, and keeps what is not kept yet. */
  stop(): Promise<void>;
}

// Looks that got as far as the credential: after any other, asking more would only get as far as that one.
const TELLING: readonly Reason[] = [
  'ok',
  'threshold_crossed',
  'quota_low',
  'auth_rejected',
  'permission_denied',
];
const CHECK_EVERY_MS = 6 * 3_600_000;
// After one that came to nothing, and for a doubt that stays.
const CHECK_AGAIN_MS = 15 * 60_000;
// One that is refused and accepted in turn is asked about no more often.
const CHECK_AT_MOST_EVERY_MS = 60_000;

// Until it is known what earlier runs warned of, a level would be told of twice; but a store that is away hides no end.
const WARN_ANYWAY_MS = 60_000;

export function createCredentialWatch(parts: CredentialWatchParts): CredentialWatch {
  return new Watch(parts);
}

interface Watched {
  readonly credential: WatchedCredential;
  health: CredentialHealth;
  checkedTick: number;
  checkAgainTick: number;
  checking: Promise<void> | null;
  /** The most urgent level that was warned of. */
  warned: ExpiryWarning;
}

class Watch implements CredentialWatch {
  readonly #parts: CredentialWatchParts;
  readonly #byId: ReadonlyMap<string, Watched>;
  readonly #byMonitor = new Map<string, Watched[]>();
  readonly #memory: CredentialMemory;
  readonly #stopping = new AbortController();
  #mayWarn = false;
  #cancelWait: CancelTimer = () => {};

  constructor(parts: CredentialWatchParts) {
    this.#parts = parts;
    const all = parts.credentials.map(toWatched);
    this.#byId = new Map(all.map((watched) => [watched.credential.id, watched]));
    for (const watched of all) {
      for (const name of monitorsOf(watched.credential))
        this.#byMonitor.set(name, [...(this.#byMonitor.get(name) ?? []), watched]);
    }
    this.#memory = new CredentialMemory({
      clock: parts.clock,
      kept: parts.kept,
      read: (id) => {
        const { health, warned } = this.#find(id);
        return { health, warned };
      },
      onLoaded: (left) => this.#resume(left),
    });
  }

  start(): void {
    this.#memory.start();
    this.#cancelWait = this.#parts.clock.setTimer(WARN_ANYWAY_MS, () => {
      this.#mayWarn = true;
    });
  }

  onVerdict(name: string, verdict: Verdict, atMs: EpochMs): void {
    for (const watched of this.#byMonitor.get(name) ?? []) {
      const { credential } = watched;
      const before = watched.health;
      if (credential.looks.includes(name)) {
        const { reason, attribution } = verdict;
        this.#use(watched, { monitor: name, reason, fault: attribution?.fault ?? null, atMs });
      }
      this.#warnOfEnd(watched);
      if (!TELLING.includes(verdict.reason)) continue;
      const why = { isNews: isNews(before, watched.health), isDoubted: isDoubted(credential, name, verdict) };
      this.#checkWhenDue(watched, why);
    }
  }

  health(id: string): CredentialHealth {
    return this.#find(id).health;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('shutting down'));
    this.#cancelWait();
    await Promise.allSettled([...this.#byId.values()].map(({ checking }) => checking));
    await this.#memory.stop();
  }

  #resume(left: ReadonlyMap<string, Remembered>): void {
    const wasLate = this.#mayWarn;
    this.#mayWarn = true;
    for (const [id, watched] of this.#byId) {
      const remembered = left.get(id);
      if (remembered !== undefined) {
        const names = monitorsOf(watched.credential);
        const lacking = remembered.health.lacking.filter((name) => names.has(name));
        watched.health = resumeHealth({ ...remembered.health, lacking }, watched.health);
        if (!wasLate) watched.warned = remembered.warned;
      }
      this.#warnOfEnd(watched);
    }
  }

  #use(watched: Watched, use: CredentialUse): void {
    const before = watched.health;
    watched.health = afterUse(before, use);
    this.#memory.changed(watched.credential.id, isNews(before, watched.health));
  }

  #checkWhenDue(watched: Watched, why: { readonly isNews: boolean; readonly isDoubted: boolean }): void {
    if (watched.checking !== null || this.#stopping.signal.aborted) return;
    const tick = this.#parts.clock.tick();
    const sinceMs = tick - watched.checkedTick;
    const isDue =
      tick >= watched.checkAgainTick ||
      (why.isNews && sinceMs >= CHECK_AT_MOST_EVERY_MS) ||
      (why.isDoubted && sinceMs >= CHECK_AGAIN_MS);
    if (!isDue) return;
    watched.checking = this.#check(watched).finally(() => {
      watched.checking = null;
    });
  }

  async #check(watched: Watched): Promise<void> {
    const { clock, log } = this.#parts;
    const atMs = clock.nowMs();
    let told: CredentialTelling;
    try {
      told = await watched.credential.introspect(this.#stopping.signal);
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      log.error({ credential: watched.credential.id, err: error }, 'credential.check_failed');
      told = { monitor: '', reason: 'internal_error', facts: null };
    }
    watched.checkedTick = clock.tick();
    watched.checkAgainTick = clock.tick() + (told.facts === null ? CHECK_AGAIN_MS : CHECK_EVERY_MS);
    this.#use(watched, { ...told, fault: null, atMs });
    if (told.facts === null) return;
    watched.health = afterTelling(watched.health, told.facts, clock.nowMs());
    this.#memory.changed(watched.credential.id, true);
    this.#warnOfEnd(watched);
  }

  #warnOfEnd(watched: Watched): void {
    const { clock, log } = this.#parts;
    const { expiresAtMs } = factsOf(watched.health);
    // An end that is not told this time may be told again next time.
    if (!this.#mayWarn || expiresAtMs === undefined) return;
    const warning = expiryWarning(expiresAtMs, clock.nowMs());
    if (warning === watched.warned) return;
    watched.warned = warning;
    this.#memory.changed(watched.credential.id, true);
    if (warning === 'none' || expiresAtMs === null) return;
    log.warn(
      { credential: watched.credential.id, expiresAt: isoTime(expiresAtMs), within: warning },
      warning === 'expired' ? 'credential.expired' : 'credential.expires_soon',
    );
  }

  #find(id: string): Watched {
    const watched = this.#byId.get(id);
    if (watched === undefined) throw new Error(`no credential ${id} is watched`);
    return watched;
  }
}

// More than that it worked, or was tried, once more.
function isNews(before: CredentialHealth, now: CredentialHealth): boolean {
  return (
    before.rejectedSinceMs !== now.rejectedSinceMs ||
    (before.lastWorkedAtMs === null) !== (now.lastWorkedAtMs === null) ||
    before.lacking.join() !== now.lacking.join()
  );
}

function toWatched(credential: WatchedCredential): Watched {
  return {
    credential,
    health: newHealth(credential.byLook),
    checkedTick: Number.NEGATIVE_INFINITY,
    checkAgainTick: Number.NEGATIVE_INFINITY,
    checking: null,
    warned: 'none',
  };
}

function monitorsOf({ looks, doubt }: WatchedCredential): ReadonlySet<string> {
  return new Set([...looks, ...(doubt?.monitors ?? [])]);
}

function isDoubted({ doubt }: WatchedCredential, name: string, verdict: Verdict): boolean {
  return doubt?.monitors.includes(name) === true && doubt.isRaisedBy(verdict);
}
