import uPlot from 'uplot';
import { latencyLabels, tickLabels } from '../lib/chart-axis.ts';
import { type ChartColumns, chartTop, loneIndexes, type Stretch } from '../lib/chart-data.ts';
import type { Zone } from '../lib/relative-time.ts';

export interface ChartColours {
  readonly ink: string;
  readonly muted: string;
  readonly hairline: string;
  readonly faint: string;
  readonly band: string;
  readonly paleBand: string;
  readonly bad: string;
  readonly badShade: string;
}

export interface ChartInput {
  readonly columns: ChartColumns;
  readonly span: Stretch;
  readonly incidents: readonly Stretch[];
  readonly unmeasured: readonly Stretch[];
  readonly zone: Zone;
  readonly widthPx: number;
  readonly heightPx: number;
  /** The width of the latency axis; the strip above begins where it ends. */
  readonly axisPx: number;
  readonly rightPx: number;
}

export interface ChartEvents {
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onReset: () => void;
  readonly onPoint: (atMs: number | null) => void;
}

const FONT = '12px "Inter Variable", system-ui, sans-serif';
/** A drag shorter than this was a click. */
const LEAST_DRAG_PX = 6;

/** A line for p50, bands up to p95 and p99; incidents shaded, and hatched where nothing was measured. */
export function chartOptions(input: ChartInput, colours: ChartColours, events: ChartEvents): uPlot.Options {
  const { columns, span, zone, widthPx, heightPx, axisPx, rightPx } = input;
  const top = chartTop(columns);
  const lone = loneIndexes(columns.p50);
  return {
    width: widthPx,
    height: heightPx,
    ms: 1,
    padding: [8, rightPx, 0, 0],
    legend: { show: false },
    ...(zone === 'utc' ? { tzDate: (atMs: number) => uPlot.tzDate(new Date(atMs), 'Etc/UTC') } : {}),
    cursor: {
      x: false,
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: LEAST_DRAG_PX },
      bind: {
        dblclick: () => () => {
          events.onReset();
          return null;
        },
      },
    },
    scales: {
      x: { time: true, range: () => [span.fromMs, span.toMs] },
      y: { range: () => [0, top] },
    },
    axes: [
      {
        stroke: colours.muted,
        font: FONT,
        size: 28,
        gap: 6,
        space: 72,
        grid: { show: false },
        ticks: { stroke: colours.hairline, width: 1, size: 4 },
        filter: (plot, ticks) => ticks.map((tick) => (isWithin(plot, tick) ? tick : null)),
        values: (_plot, ticks, _axis, _space, stepMs) => [...tickLabels(ticks, stepMs, zone)],
      },
      {
        stroke: colours.muted,
        font: FONT,
        size: axisPx,
        gap: 8,
        space: 40,
        grid: { stroke: colours.hairline, width: 1 },
        ticks: { show: false },
        values: (_plot, ticks) => [...latencyLabels(ticks)],
      },
    ],
    series: [
      {},
      {
        stroke: colours.ink,
        width: 1.5,
        points: { show: true, size: 4, width: 0, fill: colours.ink, filter: () => lone },
      },
      { stroke: colours.band, width: 1, points: { show: false } },
      { stroke: colours.paleBand, width: 1, points: { show: false } },
    ],
    bands: [
      { series: [2, 1], fill: colours.band },
      { series: [3, 2], fill: colours.paleBand },
    ],
    hooks: {
      drawClear: [(plot) => shade(plot, input, colours)],
      setSelect: [(plot) => select(plot, events)],
      setCursor: [(plot) => point(plot, events)],
    },
  };
}

const HALF_LABEL_PX = 20;

/** False near the right edge, where half of the label would be cut off. */
function isWithin(plot: uPlot, atMs: number): boolean {
  return plot.valToPos(atMs, 'x') <= plot.bbox.width / uPlot.pxRatio - HALF_LABEL_PX;
}

function select(plot: uPlot, { onZoom }: ChartEvents): void {
  const { left, width } = plot.select;
  if (width < LEAST_DRAG_PX) return;
  const fromMs = plot.posToVal(left, 'x');
  const toMs = plot.posToVal(left + width, 'x');
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(fromMs, toMs);
}

function point(plot: uPlot, { onPoint }: ChartEvents): void {
  const { left } = plot.cursor;
  onPoint(left === undefined || left === null || left < 0 ? null : plot.posToVal(left, 'x'));
}

function shade(plot: uPlot, { incidents, unmeasured }: ChartInput, colours: ChartColours): void {
  const { ctx, bbox } = plot;
  const px = devicePixelRatio;
  const hatch = ctx.createPattern(hatchTile(colours.faint, px), 'repeat');
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const fill = (stretch: Stretch, heightPx: number) => {
    const left = plot.valToPos(stretch.fromMs, 'x', true);
    const right = plot.valToPos(stretch.toMs, 'x', true);
    ctx.fillRect(left, bbox.top, Math.max(right - left, 2 * px), heightPx);
  };
  if (hatch !== null) ctx.fillStyle = hatch;
  for (const stretch of unmeasured) fill(stretch, bbox.height);
  ctx.fillStyle = colours.badShade;
  for (const stretch of incidents) fill(stretch, bbox.height);
  ctx.fillStyle = colours.bad;
  for (const stretch of incidents) fill(stretch, 2 * px);
  ctx.restore();
}

const HATCH_PX = 9;

/** A tile of thin slanted lines, as the strips draw them where nothing was looked at. */
function hatchTile(colour: string, px: number): HTMLCanvasElement {
  const side = Math.round(HATCH_PX * px);
  const tile = document.createElement('canvas');
  tile.width = side;
  tile.height = side;
  const ctx = tile.getContext('2d');
  if (ctx === null) return tile;
  ctx.strokeStyle = colour;
  ctx.lineWidth = px * 0.8;
  ctx.beginPath();
  for (const shift of [-side, 0, side]) {
    ctx.moveTo(shift, side);
    ctx.lineTo(shift + side, 0);
  }
  ctx.stroke();
  return tile;
}
