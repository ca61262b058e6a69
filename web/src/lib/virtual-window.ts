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
