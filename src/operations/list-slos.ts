import type { SloConfig } from '../config/config.ts';
import type { Slo, SlosResponse } from '../contracts/slos.ts';
import { BURN_WINDOWS, reportSlo, type TimeTally } from '../domain/slo.ts';
import { mergeTallies, statusTimes } from '../domain/tally.ts';
import { parseWindow, resolveWindow } from '../domain/time-windows.ts';
import { askStore, type HistorySources } from './history-store.ts';

/** Every objective: what is left of its budget, and how fast it is being spent. */
export async function listSlos(
  sources: HistorySources & { readonly slos: readonly SloConfig[] },
): Promise<SlosResponse> {
  return { slos: await Promise.all(sources.slos.map((slo) => describeSlo(sources, slo))) };
}

async function describeSlo(sources: HistorySources, slo: SloConfig): Promise<Slo> {
  const nowMs = sources.clock.nowMs();
  const texts = [slo.window, ...BURN_WINDOWS];
  const windows = texts.map((text) => resolveWindow(parseWindow(text), nowMs, 'UTC'));
  const found = await Promise.all(
    slo.monitors.map((name) => askStore(sources, 'uptime', { name, windows, nowMs })),
  );
  // Several monitors are one objective: their times are added up.
  const times = texts.map((_, i) => sumOf(found.flatMap((one) => one.windows[i] ?? [])));
  const [whole = NO_TIME, ...burn] = times;
  const burnTallies = Object.fromEntries(BURN_WINDOWS.map((window, i) => [window, burn[i] ?? NO_TIME]));
  const report = reportSlo(slo, whole, asBurnTallies(burnTallies));
  return {
    name: slo.name,
    monitors: [...slo.monitors],
    objective: slo.objective,
    window: slo.window,
    bad: [...slo.bad],
    good_ms: report.goodMs,
    bad_ms: report.badMs,
    unmeasured_ms: report.unmeasuredMs,
    ratio: report.ratio,
    budget_ms: report.budgetMs,
    budget_left_ratio: report.budgetLeftRatio,
    burn: report.burn.map(({ short, long, threshold, shortRate, longRate, burning }) => ({
      short,
      long,
      threshold,
      short_rate: shortRate,
      long_rate: longRate,
      burning,
    })),
  };
}

const NO_TIME: TimeTally = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unmeasuredMs: 0 };

type Windows = Awaited<ReturnType<typeof askStore<'uptime'>>>['windows'];

function sumOf(windows: Windows): TimeTally {
  const { healthyMs, degradedMs, unhealthyMs } = statusTimes(mergeTallies(windows.map(({ tally }) => tally)));
  const wholeMs = windows.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return { healthyMs, degradedMs, unhealthyMs, unmeasuredMs: wholeMs - healthyMs - degradedMs - unhealthyMs };
}

// It was made of the very names of the burn windows.
function asBurnTallies(tallies: Record<string, TimeTally>): Parameters<typeof reportSlo>[2] {
  return tallies as Parameters<typeof reportSlo>[2];
}
