import type { Reason } from '../../contracts/status.ts';
import type { Evidence } from '../../domain/fault.ts';
import type { Sentinel } from '../../domain/sentinel.ts';
import type { HttpClient } from '../../lib/http-client.ts';
import { isLoopback } from '../../lib/loopback.ts';
import type { Redact } from '../../lib/redact.ts';
import { createSemaphore } from '../../lib/semaphore.ts';
import type { Clock, EpochMs } from '../../lib/time.ts';
import { cleanLine } from '../../probes/clean.ts';
import type { ProbeRequest } from '../../probes/define-probe.ts';
import { withDeadline } from './deadline.ts';
import { tryEgress } from './egress.ts';
import { createKeptResults } from './kept-results.ts';
import { type PlannedExperiment, planExperiments } from './plan.ts';
import { tryPublicCall } from './public-call.ts';
import { tryOwnResolver, trySecondResolver } from './second-resolver.ts';
import { createSystemAddresses, type SystemLookup } from './system-addresses.ts';
import type { ExperimentTarget } from './target.ts';
import { requestWithoutCredential, tryWithoutCredential } from './without-credential.ts';

export interface ExperimentsParts {
  /** Best one of its own: the looks' connections may be what is broken. */
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly sentinels: readonly Sentinel[];
  /** Those that nobody chose say nothing about a target inside, and are not asked for it. */
  readonly sentinelsByHand: boolean;
  /** IP addresses, with a port or without. */
  readonly resolvers: readonly string[];
  /** Then nothing is asked that was not configured: a public call goes to the look's own origin only. */
  readonly isOffline: boolean;
  readonly systemLookup: SystemLookup;
}

/** What a bad look saw, and when what it looked at began to be bad. */
export interface Asked {
  readonly reason: Reason;
  /** That this machine reached somebody before that proves nothing. */
  readonly badSinceMs: EpochMs;
}

export interface Experiments {
  /**
   * What the experiments for that reason came to, each made at most once a minute per target and told with the moment when
   * it was made. Ends within five seconds, or when `signal` aborts, with what there is then. Never rejects.
   */
  run(target: ExperimentTarget, asked: Asked, signal: AbortSignal): Promise<readonly Evidence[]>;
}

const MINUTE_MS = 60_000;
const RUN_MS = 4_900;
// While nothing gets out, how that goes on is worth more.
const EGRESS_FAILING_MS = 10_000;
// However many begin to fail, one after the other.
const EGRESS_GAP_MS = 500;
// When thousands of monitors fail at once, the looks must not wait for their experiments.
const MOST_CALLS = 64;
// A call that begins later would hardly be answered before the run ends.
const MOST_WAIT_MS = 3_000;

type Row = Evidence | null;
type Try = (target: ExperimentTarget, signal: AbortSignal, badSinceMs: EpochMs) => Promise<Row>;

export function createExperiments(parts: ExperimentsParts): Experiments {
  const { clock, redact, sentinels, sentinelsByHand, isOffline } = parts;
  const system = createSystemAddresses(parts.systemLookup, clock);
  const rows = createKeptResults<Row>({ clock, keepMs: () => MINUTE_MS });
  const egress = createKeptResults<Evidence>({
    clock,
    keepMs: ({ outcome }) => (outcome === 'reachable' ? MINUTE_MS : EGRESS_FAILING_MS),
    gapMs: EGRESS_GAP_MS,
  });
  const calls = createSemaphore(MOST_CALLS);
  const asksAlways = sentinelsByHand && sentinels.length > 0;
  const inTurn = (key: string, signal: AbortSignal, call: (signal: AbortSignal) => Promise<Row>) =>
    rows.get(key, signal, (inner) => {
      const askedTick = clock.tick();
      return calls.run(inner, () => {
        if (clock.tick() - askedTick > MOST_WAIT_MS) throw new Error('no turn in time');
        return call(inner);
      });
    });

  const experiments: Record<PlannedExperiment, Try> = {
    async without_credential(target, signal) {
      const { definition, options } = target;
      const request = requestWithoutCredential(definition, options);
      if (request === null) return null;
      const call = (inner: AbortSignal) => tryWithoutCredential(parts, { definition, request }, inner);
      return inTurn(`without ${callKey(target, request)}`, signal, call);
    },
    async public_call(target, signal) {
      const publicCall = target.definition.controls?.publicCall?.(target.options) ?? null;
      if (publicCall === null) return null;
      const { request } = publicCall;
      if (isOffline && URL.parse(request.url)?.origin !== target.origin) return null;
      const call = (inner: AbortSignal) => tryPublicCall(parts, publicCall, inner);
      return inTurn(`public ${callKey(target, request)}`, signal, call);
    },
    async egress({ origin }, signal, badSinceMs) {
      const host = hostOf(origin);
      if (!asksAlways && host !== null && isLoopback(host)) return notNeeded(clock.nowMs());
      if (sentinels.length === 0) return null;
      if (!asksAlways && host !== null && (await system.isInside(host, signal))) return null;
      return egress.get('', signal, (inner) => tryEgress(parts, sentinels, inner), badSinceMs);
    },
    async second_resolver({ origin }, signal) {
      const host = hostOf(origin);
      if (host === null) return null;
      return inTurn(`resolvers ${host}`, signal, (inner) =>
        trySecondResolver({ ...parts, system }, host, inner),
      );
    },
    async own_resolver({ origin }, signal) {
      const host = hostOf(origin);
      if (host === null) return null;
      return inTurn(`resolver ${host}`, signal, (inner) => tryOwnResolver({ ...parts, system }, host, inner));
    },
  };

  /** An experiment that fails, or takes too long, tells nothing. */
  const settle = (row: Promise<Row>): Promise<Row> => row.then(clean, () => null);
  const clean = (row: Row): Row => (row === null ? null : { ...row, saw: cleanLine(row.saw, redact) });

  return {
    async run(target, { reason, badSinceMs }, signal) {
      if (signal.aborted) return [];
      const made: (Row | undefined)[] = [];
      const runAll = async (inner: AbortSignal) => {
        const planned = plannedFor(target, reason);
        await Promise.all(
          planned.map(async (name, index) => {
            made[index] = await settle(experiments[name](target, inner, badSinceMs));
          }),
        );
      };
      await withDeadline({ clock, deadlineMs: RUN_MS, signal }, runAll).catch(() => {});
      return made.filter((row) => row !== undefined && row !== null);
    },
  };
}

function notNeeded(atMs: EpochMs): Evidence {
  return { experiment: 'egress', atMs, outcome: 'not_needed', saw: 'it stands on this machine' };
}

function plannedFor(target: ExperimentTarget, reason: Reason): readonly PlannedExperiment[] {
  const hasCallWithout = requestWithoutCredential(target.definition, target.options) !== null;
  return planExperiments(reason, { hasCallWithout });
}

// All accounts of a provider are at one address and are answered alike; two pages of a site need not be.
function callKey({ key, definition }: ExperimentTarget, { url, method = 'GET' }: ProbeRequest): string {
  return definition.kind === 'provider' ? `${key} ${URL.parse(url)?.origin}` : `${method} ${url}`;
}

function hostOf(origin: string | null): string | null {
  return origin === null ? null : (URL.parse(origin)?.hostname.replace(/^\[|\]$/g, '') ?? null);
}
