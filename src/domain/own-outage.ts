import type { Fault, Reason, Status } from '../contracts/status.ts';
import type { EpochMs } from '../lib/time.ts';
import { isOwnFault } from './fault.ts';

/** What is known of one monitor. A paused monitor is left out by who asks. */
export interface SightOfMonitor {
  /** The first look since which it is believed unknown; null while it is not. */
  readonly sightLostSinceMs: EpochMs | null;
  /** Null when nobody has looked yet. */
  readonly latest: LatestLook | null;
}

interface LatestLook {
  readonly startedAtMs: EpochMs;
  readonly status: Status;
  readonly reason: Reason;
  /** Null until it was asked. */
  readonly fault: Fault | null;
}

/** Plain JSON. */
export interface OwnOutageState {
  /** The start of the newest look, at any monitor, that measured something: no outage reaches back beyond it. */
  readonly lastMeasuredAtMs: EpochMs | null;
  /** The start of the outage; null while there is none. */
  readonly startedAtMs: EpochMs | null;
}

export interface OwnOutageEvent {
  readonly kind: 'opened' | 'closed';
  /** The first unknown look; the first look that got somewhere again. */
  readonly atMs: EpochMs;
  readonly reason: Reason;
  /** One sentence for people. */
  readonly why: string;
}

export interface OwnOutageStep {
  readonly state: OwnOutageState;
  /** Null when nothing began or ended. */
  readonly event: OwnOutageEvent | null;
}

export const NO_OWN_OUTAGE: OwnOutageState = { lastMeasuredAtMs: null, startedAtMs: null };

// One monitor that cannot be seen may itself be what is broken, unless experiments say otherwise.
const FEWEST_MONITORS = 2;
// Where nothing was found out, a timeout goes with the others, but alone it is the target's.
const OWN_REASONS: readonly Reason[] = ['network_unreachable', 'dns_failed', 'internal_error', 'timeout'];

/**
 * Why Kora itself sees nothing at all: the reason that most monitors give, when none of at least two that are set up and
 * looked at can be seen, for reasons on this side of the network; null when it is no outage of its own.
 */
export function ownOutageReason(monitors: readonly SightOfMonitor[]): Reason | null {
  const watched = monitors.filter(isWatched);
  const isFoundOut = watched.some(({ latest }) => isOwnFault(latest.fault));
  if (watched.length < (isFoundOut ? 1 : FEWEST_MONITORS) || !watched.every(isBlind)) return null;
  return mostFrequent(watched.map(({ latest }) => tellingReason(latest)));
}

/**
 * The outage after looks were judged: one pass over all monitors, so call it once per batch of looks. It ends with the
 * first look that measured something, or that failed for a reason of the target's; not because monitors are taken away,
 * as long as one is left.
 */
export function advanceOwnOutage(
  state: OwnOutageState,
  nowMs: EpochMs,
  monitors: readonly SightOfMonitor[],
): OwnOutageStep {
  const watched = monitors.filter(isWatched);
  const lastMeasuredAtMs = watched
    .filter(({ latest }) => latest.status !== 'unknown')
    .reduce<EpochMs | null>((last, { latest }) => later(last, latest.startedAtMs), state.lastMeasuredAtMs);
  const { startedAtMs } = state;
  if (startedAtMs === null) return open(lastMeasuredAtMs, watched);
  const event = ending(startedAtMs, nowMs, watched);
  return { state: { lastMeasuredAtMs, startedAtMs: event === null ? startedAtMs : null }, event };
}

type WatchedMonitor = SightOfMonitor & { readonly latest: LatestLook };
type BlindMonitor = WatchedMonitor & { readonly sightLostSinceMs: EpochMs };

function isWatched(monitor: SightOfMonitor): monitor is WatchedMonitor {
  return monitor.latest !== null && monitor.latest.reason !== 'auth_missing';
}

function isBlind(monitor: WatchedMonitor): monitor is BlindMonitor {
  return monitor.sightLostSinceMs !== null && isOwnFailure(monitor);
}

function isOwnFailure({ latest: { status, reason, fault } }: WatchedMonitor): boolean {
  if (status !== 'unknown') return false;
  return isOwnFault(fault) || ((fault === null || fault === 'undetermined') && OWN_REASONS.includes(reason));
}

/** Null for a look that alone would not tell that it is Kora's own trouble. */
function tellingReason({ reason, fault }: LatestLook): Reason | null {
  // However its network is lost, that is what the matter is.
  if (fault === 'network') return 'network_unreachable';
  return reason === 'timeout' ? null : reason;
}

function mostFrequent(reasons: readonly (Reason | null)[]): Reason | null {
  const countOf = (reason: Reason) => reasons.filter((each) => each === reason).length;
  const [first] = OWN_REASONS.filter((each) => countOf(each) > 0).sort((a, b) => countOf(b) - countOf(a));
  return first ?? null;
}

function later(a: EpochMs | null, b: EpochMs): EpochMs {
  return a === null ? b : Math.max(a, b);
}

function open(lastMeasuredAtMs: EpochMs | null, watched: readonly WatchedMonitor[]): OwnOutageStep {
  const reason = ownOutageReason(watched);
  if (reason === null) return { state: { lastMeasuredAtMs, startedAtMs: null }, event: null };
  const atMs = beginning(lastMeasuredAtMs, watched.filter(isBlind));
  const why = `None of ${watched.length} monitors can be seen: the trouble is at Kora's own end.`;
  return { state: { lastMeasuredAtMs, startedAtMs: atMs }, event: { kind: 'opened', atMs, reason, why } };
}

// A monitor that has been blind for days on its own must not put the beginning back by days.
function beginning(lastMeasuredAtMs: EpochMs | null, blind: readonly BlindMonitor[]): EpochMs {
  const since = blind.map(({ sightLostSinceMs }) => sightLostSinceMs);
  const together = since.filter((sinceMs) => lastMeasuredAtMs === null || sinceMs > lastMeasuredAtMs);
  return together.length > 0 ? least(together) : since.reduce((a, b) => Math.max(a, b));
}

function ending(
  startedAtMs: EpochMs,
  nowMs: EpochMs,
  watched: readonly WatchedMonitor[],
): OwnOutageEvent | null {
  if (watched.length === 0) {
    const why = 'No monitor is left that could tell.';
    return { kind: 'closed', atMs: Math.max(nowMs, startedAtMs), reason: 'ok', why };
  }
  const further = watched.filter((monitor) => !isOwnFailure(monitor));
  if (further.length === 0) return null;
  // Never before its beginning, whatever the wall clock did.
  const atMs = Math.max(startedAtMs, least(further.map(({ latest }) => latest.startedAtMs)));
  return { kind: 'closed', atMs, reason: 'ok', why: 'Looks get through again.' };
}

// Not by spreading into Math.min: there may be more monitors than a call takes arguments.
function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b));
}
