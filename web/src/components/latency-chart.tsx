import { useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '../hooks/use-theme.ts';
import type { ChartColumns } from '../lib/chart-data.ts';
import { type ChartColours, type ChartEvents, type ChartInput, chartOptions } from './chart-options.ts';

interface LatencyChartProps extends ChartInput, ChartEvents {
  /** What it shows, for those who do not see it. */
  readonly summary: string;
}

/** Latency over time. Loaded apart from the first page, with the library that draws it. */
export function LatencyChart(props: LatencyChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const onZoom = useEffectEvent(props.onZoom);
  const onReset = useEffectEvent(props.onReset);
  const onPoint = useEffectEvent(props.onPoint);
  const { columns, span, incidents, unmeasured, zone, widthPx, heightPx, axisPx, rightPx, summary } = props;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes the colours, which are read anew.
  useEffect(() => {
    if (host.current === null) return;
    const input = { columns, span, incidents, unmeasured, zone, widthPx, heightPx, axisPx, rightPx };
    const events = { onZoom, onReset, onPoint };
    const options = chartOptions(input, coloursOf(host.current), events);
    const plot = new uPlot(options, plotData(columns), host.current);
    return () => plot.destroy();
  }, [columns, span, incidents, unmeasured, zone, widthPx, heightPx, axisPx, rightPx, theme]);

  return (
    <div ref={host} role="img" aria-label={summary} style={{ height: heightPx }} className="touch-pan-y" />
  );
}

function plotData({ times, p50, p95, p99 }: ChartColumns): uPlot.AlignedData {
  return [[...times], [...p50], [...p95], [...p99]];
}

/** The tokens as colours that a canvas understands, in the theme that is shown. */
function coloursOf(host: HTMLElement): ChartColours {
  const colour = (value: string) => {
    host.style.color = value;
    const computed = getComputedStyle(host).color;
    host.style.color = '';
    return computed;
  };
  const share = (token: string, percent: number) =>
    colour(`color-mix(in oklch, var(${token}) ${percent}%, transparent)`);
  return {
    ink: colour('var(--ink)'),
    muted: colour('var(--muted)'),
    hairline: colour('var(--hairline)'),
    faint: share('--faint', 70),
    band: share('--ink', 16),
    paleBand: share('--ink', 7),
    bad: colour('var(--unhealthy)'),
    badShade: share('--unhealthy', 10),
  };
}
