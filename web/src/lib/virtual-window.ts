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
const STEP = 6;

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

export interface Piece {
  readonly first: number;
  readonly end: number;
}

/** The window, and around a row outside of it that must stay (it has the focus) that row with its neighbours. In order. */
export function piecesWith(
  { first, end }: VirtualWindow,
  kept: number | null,
  count: number,
): readonly Piece[] {
  const main = { first, end };
  if (kept === null || kept < 0 || kept >= count) return [main];
  const around = { first: Math.max(0, kept - 1), end: Math.min(count, kept + 2) };
  if (around.end < first) return [around, main];
  if (around.first > end) return [main, around];
  return [{ first: Math.min(first, around.first), end: Math.max(end, around.end) }];
}
