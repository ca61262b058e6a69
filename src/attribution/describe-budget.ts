import type { Budget } from '../contracts/providers.ts';
import type { RequestLimit } from '../domain/quota-window.ts';
import { formatDuration } from '../lib/duration.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import type { AccountSummary } from './budget-account.ts';

export interface BudgetSources {
  readonly name: string;
  /** 0.05 for 5 %. */
  readonly share: number;
  readonly intervalMs: number;
  readonly keptIntervalMs: number;
  /** Null while nothing was told of a quota. */
  readonly account: AccountSummary | null;
  readonly nowMs: EpochMs;
}

/** The budget of a monitor, as the API tells it. */
export function describeBudget(sources: BudgetSources): Budget {
  const { name, share, intervalMs, keptIntervalMs, account, nowMs } = sources;
  const { limit = null, remaining = null, resetAtMs = null } = account?.known ?? {};
  return {
    monitor: name,
    limit: whole(limit),
    remaining: whole(remaining),
    reset_at: resetAtMs === null || resetAtMs <= nowMs ? null : isoTime(resetAtMs),
    share,
    interval_ms: intervalMs,
    effective_interval_ms: keptIntervalMs,
    held_until: account === null || account.heldMs === 0 ? null : isoTime(heldUntilMs(account, nowMs)),
    words: budgetWords(sources),
  };
}

function whole(count: number | null): number | null {
  return count === null ? null : Math.floor(count);
}

function heldUntilMs({ heldMs }: AccountSummary, nowMs: EpochMs): EpochMs {
  return Math.ceil(nowMs + heldMs);
}

function budgetWords({ share, intervalMs, keptIntervalMs, account, nowMs }: BudgetSources): string {
  const configured = formatDuration(intervalMs);
  if (account !== null && account.heldMs > 0) {
    const why = account.holdReason === 'refused' ? 'It is limiting requests' : 'No request is left';
    return `${why}: no look before ${clockTime(heldUntilMs(account, nowMs))}.`;
  }
  const limit = account?.limit ?? null;
  if (account === null || limit === null)
    return `Nothing is known of a quota; looks come every ${configured}, as configured.`;
  if (keptIntervalMs > intervalMs)
    return `Looks come every ${formatDuration(keptIntervalMs)} instead of every ${configured}, to leave ${percent(1 - share)} of ${limitWords(limit)} to others.`;
  const whose = account.known.limit === null ? 'documented ' : '';
  return `Looks take ${round(account.asked)} of ${limitWords(limit, whose)}; up to ${round(share * limit.requests)} are meant for them.`;
}

function limitWords({ requests, perMs }: RequestLimit, whose = ''): string {
  return `${round(requests)} ${whose}requests ${windowWords(perMs)}`;
}

const NAMED_WINDOWS: readonly (readonly [number, string])[] = [
  [1_000, 'a second'],
  [60_000, 'a minute'],
  [3_600_000, 'an hour'],
  [86_400_000, 'a day'],
];

// A window is known by what lay between its ends, so not to the millisecond.
function windowWords(perMs: number): string {
  const named = NAMED_WINDOWS.find(([ms]) => Math.abs(perMs / ms - 1) < 0.1)?.[1];
  return named ?? `in ${formatDuration(Math.max(1, Math.round(perMs / 1_000)) * 1_000)}`;
}

function percent(ratio: number): string {
  return `${round(ratio * 100)} %`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function clockTime(atMs: EpochMs): string {
  return `${isoTime(atMs).slice(11, 16)} UTC`;
}
