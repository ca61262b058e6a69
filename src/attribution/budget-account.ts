import {
  type BudgetRule,
  effectiveIntervalMs,
  holdAfterRefusal,
  holdWhenUsedUp,
  type LookLoad,
  lookRequests,
  slowAllowance,
  stretchFactor,
} from '../domain/probe-budget.ts';
import type { OwnUse } from '../domain/quota-low.ts';
import {
  type KnownQuota,
  learnQuota,
  limitInForce,
  NO_KNOWN_QUOTA,
  type RequestLimit,
} from '../domain/quota-window.ts';
import { createRequestLog } from '../domain/request-log.ts';
import type { Lane } from '../lib/gate.ts';
import type { Quota } from '../lib/rate-limit.ts';
import type { Clock, EpochMs } from '../lib/time.ts';

/** What one run of probe code came to, as far as a quota is concerned. */
export interface SettledRun {
  /** It was refused for too many requests. */
  readonly refused: boolean;
  /** Of the refusal, otherwise of its last answer; null when that told nothing. */
  readonly quota: Quota | null;
  /** When that answer came. */
  readonly atTick: number;
  readonly atMs: EpochMs;
  readonly intervalMs: number;
}

export interface AccountSummary {
  readonly known: KnownQuota;
  readonly limit: RequestLimit | null;
  /** What looking asks in one window of the limit, at the intervals that are kept. */
  readonly asked: number;
  readonly heldMs: number;
  /** Why it is held, if it is. */
  readonly holdReason: HoldReason;
}
export type HoldReason = 'refused' | 'used_up';

/** What one credential may ask of one origin, and what was asked. */
export interface BudgetAccount {
  onSend(lane: Lane): void;
  learn(quota: Quota | null): void;
  settle(run: SettledRun): void;
  /** The latest look of a monitor. */
  onLook(name: string, look: LookLoad): void;
  /** How long nothing is asked, from now on; 0 when something may be. */
  heldMs(): number;
  /** How long a call of the slow lane has to wait, from now on. */
  slowWaitMs(): number;
  keptIntervalMs(intervalMs: number): number;
  ownUse(): OwnUse;
  summary(): AccountSummary;
}

export interface AccountParts {
  readonly clock: Clock;
  readonly share: number;
  /** Null where nothing is documented. */
  readonly documented: RequestLimit | null;
  /** Whether the documented limit holds at this origin; otherwise only the length of its window is a hint. */
  readonly isDocumentedHere: boolean;
}

const HOUR_MS = 3_600_000;
// A look that ended early makes fewer requests than most do.
const LOOK_FADES_BY = 0.8;

export function createBudgetAccount(parts: AccountParts): BudgetAccount {
  const { clock, share, documented, isDocumentedHere } = parts;
  const looks = new Map<string, LookLoad>();
  const sent = { fast: createRequestLog(), slow: createRequestLog() };
  let known: KnownQuota = NO_KNOWN_QUOTA;
  let refusals = 0;
  let heldUntilTick = Number.NEGATIVE_INFINITY;
  let holdReason: HoldReason = 'refused';

  function rule(): BudgetRule | null {
    const limit = limitInForce(known, known.limit === null && !isDocumentedHere ? null : documented);
    return limit === null ? null : { limit, share };
  }

  function heldMs(): number {
    return Math.max(0, heldUntilTick - clock.tick());
  }

  function factor(): number {
    const inForce = rule();
    if (inForce === null) return 1;
    const slowRequests = sent.slow.countSince(clock.tick() - inForce.limit.perMs);
    return stretchFactor(inForce, { looks: [...looks.values()], slowRequests });
  }

  function budgetWaitMs(): number {
    const inForce = rule();
    if (inForce === null) return 0;
    const { requests, perMs } = slowAllowance(inForce, [...looks.values()]);
    const since = clock.tick() - perMs;
    if (sent.slow.countSince(since) < requests) return 0;
    return (sent.slow.oldestSince(since) ?? since) - since;
  }

  return {
    onSend(lane) {
      sent[lane].add(clock.tick());
    },
    learn(quota) {
      known = learnQuota(known, quota, clock.nowMs());
      const perMs = rule()?.limit.perMs ?? 0;
      for (const log of [sent.fast, sent.slow]) log.forgetBefore(clock.tick() - Math.max(perMs, HOUR_MS));
    },
    settle({ refused, quota, atTick, atMs, intervalMs }) {
      refusals = refused ? refusals + 1 : 0;
      const holdMs = refused
        ? holdAfterRefusal({ quota, nowMs: atMs, intervalMs, refusals })
        : holdWhenUsedUp(quota, atMs);
      // A run that began before a hold does not end it.
      if (atTick + holdMs <= heldUntilTick || holdMs === 0) return;
      heldUntilTick = atTick + holdMs;
      holdReason = refused ? 'refused' : 'used_up';
    },
    onLook(name, { intervalMs, requests }) {
      const before = (looks.get(name)?.requests ?? 0) * LOOK_FADES_BY;
      looks.set(name, { intervalMs, requests: Math.max(requests, before) });
    },
    heldMs,
    slowWaitMs: () => Math.max(heldMs(), budgetWaitMs()),
    keptIntervalMs: (intervalMs) => effectiveIntervalMs(intervalMs, factor()),
    ownUse() {
      const windowMs = rule()?.limit.perMs ?? null;
      const since = clock.tick() - (windowMs ?? 0);
      return { requests: sent.fast.countSince(since) + sent.slow.countSince(since), windowMs };
    },
    summary() {
      const limit = rule()?.limit ?? null;
      const asked = limit === null ? 0 : lookRequests(limit, keptLooks(looks.values(), factor()));
      return { known, limit, asked, heldMs: heldMs(), holdReason };
    },
  };
}

function keptLooks(looks: Iterable<LookLoad>, factor: number): LookLoad[] {
  return Array.from(looks, ({ intervalMs, requests }) => ({
    requests,
    intervalMs: effectiveIntervalMs(intervalMs, factor),
  }));
}
