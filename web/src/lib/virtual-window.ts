export interface Viewport {
  readonly count: number;
  readonly rowPx: number;
  /** How far the top of the seen part is below the top of the list; negative while the list begins below it. */
  readonly scrolledPx: number;
  readonly viewPx: number;
}

export interface VirtualWindow {
  /** The first row to draw. */
  readonly first: number;
  /** The row after the last one to draw. */
  readonly end: number;
}

/** Rows beyond either edge that are drawn too, so that a fast wheel meets no blank. */
const OVERSCAN = 12;
/** The window moves in steps of so many rows: most scroll events draw nothing new. */
const STEP = 2;

/** Which rows of equal height are to be drawn. */
export function virtualWindow({ count, rowPx, scrolledPx, viewPx }: Viewport): VirtualWindow {
  const firstSeen = Math.floor(scrolledPx / rowPx);
  const afterSeen = Math.ceil((scrolledPx + viewPx) / rowPx);
  const first = Math.floor((firstSeen - OVERSCAN) / STEP) * STEP;
  const end = Math.ceil((afterSeen + OVERSCAN) / STEP) * STEP;
  return { first: clamp(first, 0, count), end: clamp(end, 0, count) };
}

/** Where rows of different heights stand: `tops[i]` is the top of row i, and the last one the whole height. */
export type Tops = readonly number[];

/** The tops of rows of which most are `rowPx` high; `extraPx` tells by how much a row is higher. */
export function rowTops(count: number, rowPx: number, extraPx: (index: number) => number): Tops {
  const tops = [0];
  for (let index = 0; index < count; index += 1) tops.push((tops[index] ?? 0) + rowPx + extraPx(index));
  return tops;
}

/** Which rows of different heights are to be drawn. */
export function unevenWindow(
  tops: Tops,
  { scrolledPx, viewPx }: Pick<Viewport, 'scrolledPx' | 'viewPx'>,
): VirtualWindow {
  const count = tops.length - 1;
  const first = Math.floor((rowAt(tops, scrolledPx) - OVERSCAN) / STEP) * STEP;
  const end = Math.ceil((rowAt(tops, scrolledPx + viewPx) + 1 + OVERSCAN) / STEP) * STEP;
  return { first: clamp(first, 0, count), end: clamp(end, 0, count) };
}

/** The row that is at so many pixels below the top of the list; the nearest one outside of it. */
function rowAt(tops: Tops, px: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((tops[middle] ?? 0) <= px) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface RowRun {
  /** The pixels that are left out above the run. */
  readonly gapPx: number;
  readonly rows: readonly number[];
}

/** Rows to draw in runs without a gap, and what is left out before each; the last run is empty and ends the list. */
export function rowRuns(rows: readonly number[], tops: Tops): readonly RowRun[] {
  const runs: { gapPx: number; rows: number[] }[] = [];
  let endPx = 0;
  for (const row of rows) {
    const gapPx = (tops[row] ?? 0) - endPx;
    const last = runs.at(-1);
    if (last === undefined || gapPx > 0) runs.push({ gapPx, rows: [row] });
    else last.rows.push(row);
    endPx = tops[row + 1] ?? endPx;
  }
  runs.push({ gapPx: (tops.at(-1) ?? 0) - endPx, rows: [] });
  return runs;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

/** The rows of the window in order, and a row outside of it that must stay (it has the focus) with its neighbours. */
export function rowsToDraw(
  { first, end }: VirtualWindow,
  kept: number | null,
  count: number,
): readonly number[] {
  const rows = new Set(span(first, end));
  if (kept !== null) for (const row of span(Math.max(0, kept - 1), Math.min(count, kept + 2))) rows.add(row);
  return [...rows].sort((a, b) => a - b);
}

function span(first: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}
