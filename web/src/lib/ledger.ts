import type { LedgerEntry } from '../../../src/contracts/providers.ts';
import { duration } from './relative-time.ts';
import { capitalise, countWord } from './words.ts';

const MINUTE_MS = 60_000;

/** "11 min", "2 h 5 min", "under 1 min"; without its sign. */
export function minutesText(minutes: number): string {
  const whole = Math.round(Math.abs(minutes));
  return whole === 0 ? 'under 1 min' : duration(whole * MINUTE_MS);
}

type Told = Pick<LedgerEntry, 'admitted_at' | 'lead_minutes' | 'ended_at'>;

/** When the provider told of it, against our first bad look: "11 min after us". */
export function leadWords({ admitted_at, lead_minutes, ended_at }: Told): string {
  if (admitted_at === null) return ended_at === null ? 'not admitted yet' : 'never admitted';
  if (lead_minutes === null) return 'admitted';
  if (Math.round(lead_minutes) === 0) return 'with us';
  return `${minutesText(lead_minutes)} ${lead_minutes > 0 ? 'after us' : 'before us'}`;
}

type Ended = Pick<LedgerEntry, 'admitted_at' | 'resolved_at' | 'lag_minutes' | 'ended_at'>;

/** When our looks were good again, against the provider's word that it is over: "8 min later than they said". */
export function lagWords({ admitted_at, resolved_at, lag_minutes, ended_at }: Ended): string {
  if (resolved_at === null) return admitted_at === null ? '–' : 'not called over yet';
  if (lag_minutes === null) return ended_at === null ? 'called over, still bad here' : '–';
  if (Math.round(lag_minutes) === 0) return 'as they said';
  return `${minutesText(lag_minutes)} ${lag_minutes > 0 ? 'later than they said' : 'before they said'}`;
}

export interface LedgerSum {
  readonly provider: string;
  readonly outages: number;
  readonly admitted: number;
  /** Median minutes; null when none was admitted. */
  readonly leadMinutes: number | null;
  /** Median minutes; null when none is over by both accounts. */
  readonly lagMinutes: number | null;
}

/** What the entries come to for each provider, the one with the most outages first. */
export function sumLedger(entries: readonly LedgerEntry[]): readonly LedgerSum[] {
  return [...Map.groupBy(entries, ({ provider }) => provider)]
    .map(([provider, own]) => sumOf(provider, own))
    .sort((a, b) => b.outages - a.outages);
}

export function sumOf(provider: string, entries: readonly LedgerEntry[]): LedgerSum {
  return {
    provider,
    outages: entries.length,
    admitted: entries.filter(({ admitted_at }) => admitted_at !== null).length,
    leadMinutes: median(entries.flatMap(({ lead_minutes }) => lead_minutes ?? [])),
    lagMinutes: median(entries.flatMap(({ lag_minutes }) => lag_minutes ?? [])),
  };
}

/** The middle value: one outage that was admitted a day late says little of the others. Null when there is none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}

/** "Vercel admitted 3 of 5 outages, 11 minutes after we saw them (median)." */
export function ledgerSentence({ outages, admitted, leadMinutes }: LedgerSum, title: string): string {
  if (outages === 0) return `No outage of ${title} was seen.`;
  const noun = outages === 1 ? 'outage' : 'outages';
  if (admitted === 0)
    return outages === 1
      ? `${title} did not admit its one outage.`
      : `${title} admitted none of its ${countWord(outages)} outages.`;
  const count = outages === 1 ? 'its one' : `${admitted} of ${outages}`;
  return `${title} admitted ${count} ${noun}${when(leadMinutes, admitted)}.`;
}

/** The same over several providers. */
export function ledgerOverview(sum: LedgerSum, providers: number): string {
  const { outages, admitted, leadMinutes } = sum;
  const where = `${countWord(outages)} ${outages === 1 ? 'outage' : 'outages'} at ${countWord(providers)} providers`;
  if (admitted === 0) return `${capitalise(where)}, none admitted.`;
  return `Of ${where}, ${admitted === outages ? 'all were' : admitted === 1 ? 'one was' : `${countWord(admitted)} were`} admitted${when(leadMinutes, admitted)}.`;
}

function when(leadMinutes: number | null, admitted: number): string {
  if (leadMinutes === null) return '';
  const them = admitted === 1 ? 'it' : 'them';
  const middle = admitted === 1 ? '' : ' (median)';
  if (Math.round(leadMinutes) === 0) return `, as soon as we saw ${them}${middle}`;
  return `, ${proseMinutes(leadMinutes)} ${leadMinutes > 0 ? 'after' : 'before'} we saw ${them}${middle}`;
}

/** "11 minutes"; from an hour on as in a table. */
function proseMinutes(minutes: number): string {
  const whole = Math.round(Math.abs(minutes));
  if (whole >= 60) return minutesText(minutes);
  return whole === 1 ? '1 minute' : `${whole} minutes`;
}

/** How far back the ledger goes. */
export const LEDGER_RANGES = ['30d', '90d', '365d', 'all'] as const;
export type LedgerRange = (typeof LEDGER_RANGES)[number];

export const LEDGER_RANGE_LABELS = {
  '30d': '30 d',
  '90d': '90 d',
  '365d': '1 y',
  all: 'All',
} satisfies Record<LedgerRange, string>;

const RANGE_DAYS = { '30d': 30, '90d': 90, '365d': 365 } satisfies Record<
  Exclude<LedgerRange, 'all'>,
  number
>;
const DAY_MS = 86_400_000;

export function readLedgerRange(text: string | null): LedgerRange {
  return LEDGER_RANGES.find((range) => range === text) ?? '90d';
}

/** The beginning of a range, at the beginning of a day of UTC so that it stays the same for a day; null for all. */
export function ledgerFrom(range: LedgerRange, nowMs: number): string | null {
  if (range === 'all') return null;
  return new Date(Math.floor(nowMs / DAY_MS) * DAY_MS - RANGE_DAYS[range] * DAY_MS).toISOString();
}
