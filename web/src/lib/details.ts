import type { Details } from '../../../src/contracts/status.ts';
import { DETAIL_WORDS, type DetailWords, type Unit } from './detail-words.ts';

export interface DetailText {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly isKnown: boolean;
}

/** The one detail that matters most, by provider: what its threshold is about. */
const FIRST_DETAIL: Readonly<Record<string, string>> = {
  vercel: 'error_rate_24h',
  sentry: 'unresolved_issues',
  doppler: 'oldest_secret_age_days',
  supabase: 'connections_pct',
  fly: 'apps_running',
};

/** Every detail as label and text, in the order they came. A flag that a value is a lower bound is told by that value. */
export function detailTexts(details: Details): readonly DetailText[] {
  return Object.entries(details)
    .filter(([key, value]) => !(FLAGS.has(key) && typeof value === 'boolean'))
    .map(([key, value]) => {
      const known = wordsOf(key);
      const text = valueText(value, known);
      return {
        key,
        label: known?.label ?? key,
        value: isAtLeast(known, value, details) ? `at least ${text}` : text,
        isKnown: known !== undefined,
      };
    });
}

export interface FirstDetail {
  readonly isAtLeast: boolean;
  readonly value: string;
  /** What the value counts. */
  readonly words: string;
}

/** The detail that a card shows. Null when there is none, or it is not known. */
export function firstDetail(type: string, details: Details): FirstDetail | null {
  const key = FIRST_DETAIL[type];
  const known = key === undefined ? undefined : wordsOf(key);
  if (key === undefined || known?.short === undefined) return null;
  const value = details[key];
  if (typeof value !== 'number') return null;
  const isOne = value === 1 && known.unit === 'count';
  return {
    isAtLeast: isAtLeast(known, value, details),
    value: valueText(value, known),
    words: isOne ? known.short.replace(/^(\w+ )?(\w+)s\b/, '$1$2') : known.short,
  };
}

const FLAGS: ReadonlySet<string> = new Set(
  Object.values(DETAIL_WORDS).flatMap(({ atLeastKey }) => (atLeastKey === undefined ? [] : [atLeastKey])),
);

function wordsOf(key: string): DetailWords | undefined {
  return Object.hasOwn(DETAIL_WORDS, key) ? DETAIL_WORDS[key] : undefined;
}

function isAtLeast(known: DetailWords | undefined, value: unknown, details: Details): boolean {
  if (typeof value !== 'number' || known === undefined) return false;
  if (known.atMostKey !== undefined) return details[known.atMostKey] !== value;
  return known.atLeastKey !== undefined && details[known.atLeastKey] === true;
}

function valueText(value: unknown, known: DetailWords | undefined): string {
  const word = known?.values?.[String(value)];
  if (word !== undefined) return word;
  if (value === 'unknown') return 'not known';
  if (typeof value === 'number') return numberText(value, known?.unit);
  if (typeof value === 'string') return wordText(value, known?.unit);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null || value === undefined) return '–';
  if (known?.unit === 'names' && Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return JSON.stringify(value);
}

const PERIODS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
};

function wordText(value: string, unit: Unit | undefined): string {
  if (unit === 'words') return value.replaceAll('_', ' ');
  const [, count, letter] = (unit === 'period' && /^(\d+)([smhdw])$/.exec(value)) || [];
  return count === undefined ? value : `${count} ${PERIODS[letter ?? '']}${count === '1' ? '' : 's'}`;
}

function numberText(value: number, unit: Unit | undefined): string {
  if (unit === 'ratio') return `${trim(value * 100)} %`;
  if (unit === 'percent') return `${trim(value)} %`;
  if (unit === 'days') return `${value.toLocaleString('en')} ${value === 1 ? 'day' : 'days'}`;
  if (unit === 'bytes') return bytesText(value);
  if (unit === 'text') return String(value);
  return value.toLocaleString('en', { maximumFractionDigits: 4 });
}

const THOUSAND = 1_000;

function bytesText(bytes: number): string {
  if (bytes < THOUSAND) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const kilobytes = bytes / THOUSAND;
  return kilobytes < THOUSAND ? `${trim(kilobytes)} kB` : `${trim(kilobytes / THOUSAND)} MB`;
}

function trim(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 || value > 99 ? 2 : 1 });
}
