import type { UptimeDay } from '../../../src/contracts/history.ts';
import { duration, weekday, type Zone } from './relative-time.ts';
import { percentText, unmeasuredShareWords } from './uptime.ts';

/** A day's bar as heights from the foot up, in whole pixels; what is left above was not measured. */
export interface DayBar {
  readonly unhealthyPx: number;
  readonly degradedPx: number;
  readonly healthyPx: number;
  readonly emptyPx: number;
}

const LEAST_PX = 3;

/** A bar by how the day's time was spent. A minute of trouble in a day is still seen. */
export function dayBar(day: UptimeDay, heightPx: number): DayBar {
  const { healthy_ms, degraded_ms, unhealthy_ms, unmeasured_ms } = day;
  const totalMs = healthy_ms + degraded_ms + unhealthy_ms + unmeasured_ms;
  if (healthy_ms + degraded_ms + unhealthy_ms === 0)
    return { unhealthyPx: 0, degradedPx: 0, healthyPx: 0, emptyPx: heightPx };
  const part = (ms: number) => (ms === 0 ? 0 : Math.max(LEAST_PX, Math.round((ms / totalMs) * heightPx)));
  const unhealthyPx = part(unhealthy_ms);
  const degradedPx = part(degraded_ms);
  // Less than a hundredth unmeasured is a restart; it would make every bar look worn.
  const emptyPx = unmeasured_ms < totalMs / 100 ? 0 : part(unmeasured_ms);
  const healthyPx = heightPx - unhealthyPx - degradedPx - emptyPx;
  if (healthyPx >= 0) return { unhealthyPx, degradedPx, healthyPx, emptyPx };
  return { unhealthyPx: Math.max(LEAST_PX, unhealthyPx + healthyPx), degradedPx, healthyPx: 0, emptyPx };
}

/** "Tue 12 Nov, 99.93 % good; 1 min unhealthy, 4 min degraded; 2 % not measured". */
export function dayWords(day: UptimeDay, isToday: boolean): string {
  const name = isToday ? 'Today' : weekday(Date.parse(`${day.day}T12:00:00Z`), 'utc');
  if (day.uptime_ratio === null) return `${name}, not measured`;
  const parts = [`${name}, ${percentText(day.uptime_ratio)} good`];
  const bad: string[] = [];
  if (day.unhealthy_ms > 0) bad.push(`${duration(day.unhealthy_ms)} unhealthy`);
  if (day.degraded_ms > 0) bad.push(`${duration(day.degraded_ms)} degraded`);
  if (bad.length > 0) parts.push(bad.join(', '));
  const unmeasured = unmeasuredShareWords(day);
  if (unmeasured !== null) parts.push(unmeasured);
  return parts.join('; ');
}

/** "90 days: 3 with unhealthy time, 1 not measured.", for those who do not see the bars. */
export function daysSummary(days: readonly UptimeDay[]): string {
  const bad = days.filter(({ unhealthy_ms }) => unhealthy_ms > 0).length;
  const unmeasured = days.filter(({ uptime_ratio }) => uptime_ratio === null).length;
  const parts = [bad === 0 ? 'none with unhealthy time' : `${bad} with unhealthy time`];
  if (unmeasured > 0) parts.push(`${unmeasured} not measured`);
  return `${days.length} ${days.length === 1 ? 'day' : 'days'}: ${parts.join(', ')}.`;
}

/** The first and the last moment of a day of the calendar in the viewer's zone. */
export function dayBounds(date: string, zone: Zone): { fromMs: number; toMs: number } {
  if (zone === 'utc') {
    const fromMs = Date.parse(`${date}T00:00:00Z`);
    return { fromMs, toMs: fromMs + 86_400_000 };
  }
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number);
  // By the calendar, not by adding hours: a day has 23 or 25 of them twice a year.
  return {
    fromMs: new Date(year, month - 1, day).getTime(),
    toMs: new Date(year, month - 1, day + 1).getTime(),
  };
}
