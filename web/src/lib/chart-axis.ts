import { clockTime, day, hourMinute, month, type Zone } from './relative-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * A label for each tick of the time axis: the hour, and the day where a day begins; then days, then months. Empty for
 * a tick that was taken out.
 */
export function tickLabels(ticks: readonly (number | null)[], stepMs: number, zone: Zone): readonly string[] {
  return ticks.map((atMs, index) => {
    if (atMs === null) return '';
    if (stepMs < MINUTE_MS) return clockTime(atMs, atMs, zone);
    const time = hourMinute(atMs, zone);
    if (stepMs < DAY_MS) return time === '00:00' ? day(atMs, zone) : time;
    if (stepMs < 27 * DAY_MS) return day(atMs, zone);
    // The year once, and where it changes: twelve of them would only crowd the axis.
    const [name = '', year] = month(atMs, zone).split(' ');
    return index === 0 || name === 'Jan' ? `${name} ${year}` : name;
  });
}

/** "200 ms" or "1.5 s"; the unit is that of the whole axis. */
export function latencyLabels(values: readonly number[]): readonly string[] {
  const isLong = (values.at(-1) ?? 0) >= 1_000;
  return values.map((value) => {
    if (value === 0) return '0';
    return isLong ? `${Number((value / 1_000).toFixed(2))} s` : `${Number(value.toFixed(1))} ms`;
  });
}
