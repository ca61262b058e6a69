const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const PRESETS = ['1h', '24h', '7d', '30d', '90d', '365d'] as const;
export type Preset = (typeof PRESETS)[number];

export const PRESET_LABELS = {
  '1h': '1 h',
  '24h': '24 h',
  '7d': '7 d',
  '30d': '30 d',
  '90d': '90 d',
  '365d': '1 y',
} satisfies Record<Preset, string>;

export const PRESET_MS = {
  '1h': HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '90d': 90 * DAY_MS,
  '365d': 365 * DAY_MS,
} satisfies Record<Preset, number>;

/** How often a range that ends now is read again: no oftener than a new point can be seen in it. */
export const PRESET_REFRESH_MS = {
  '1h': 15_000,
  '24h': 60_000,
  '7d': 300_000,
  '30d': 300_000,
  '90d': 900_000,
  '365d': 900_000,
} satisfies Record<Preset, number>;

const DEFAULT_PRESET: Preset = '24h';
const SHORTEST_MS = 60_000;
const LONGEST_MS = 2 * 366 * DAY_MS;

/** What the chart shows: a span that ends now, or a fixed one inside of it. */
export interface Range {
  readonly preset: Preset;
  /** Null while it ends now. */
  readonly span: { readonly fromMs: number; readonly toMs: number } | null;
}

/** The range that an address asks for. What makes no sense is as if it was not there. */
export function parseRange(params: URLSearchParams): Range {
  const asked = params.get('range');
  const preset = PRESETS.find((candidate) => candidate === asked) ?? DEFAULT_PRESET;
  const fromMs = Date.parse(params.get('from') ?? '');
  const toMs = Date.parse(params.get('to') ?? '');
  const lengthMs = toMs - fromMs;
  const isSpan = lengthMs >= SHORTEST_MS && lengthMs <= LONGEST_MS;
  return { preset, span: isSpan ? { fromMs, toMs } : null };
}

/** The address's parameters for a range; the usual one needs none. */
export function rangeParams({ preset, span }: Range): URLSearchParams {
  const params = new URLSearchParams();
  if (preset !== DEFAULT_PRESET) params.set('range', preset);
  if (span !== null) {
    params.set('from', new Date(span.fromMs).toISOString());
    params.set('to', new Date(span.toMs).toISOString());
  }
  return params;
}

/** A range zoomed into a part of itself; parts shorter than a minute are widened to one. */
export function zoomInto({ preset }: Range, fromMs: number, toMs: number): Range {
  const middleMs = (fromMs + toMs) / 2;
  const halfMs = Math.max(toMs - fromMs, SHORTEST_MS) / 2;
  return { preset, span: { fromMs: Math.round(middleMs - halfMs), toMs: Math.round(middleMs + halfMs) } };
}

export function resetZoom({ preset }: Range): Range {
  return { preset, span: null };
}

/** The bounds at a moment. */
export function rangeBounds({ preset, span }: Range, nowMs: number): { fromMs: number; toMs: number } {
  return span ?? { fromMs: nowMs - PRESET_MS[preset], toMs: nowMs };
}
