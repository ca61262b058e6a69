import type { MonitorConfig, MonitorFeed } from '../config/config.ts';
import { titleOf } from './list-monitors.ts';

/** A monitor whose provider's status page is read. */
export interface WatchedMonitor {
  readonly name: string;
  /** The probe's type. */
  readonly provider: string;
  readonly title: string;
  readonly feed: MonitorFeed;
}

export function watchedMonitors(monitors: readonly MonitorConfig[]): readonly WatchedMonitor[] {
  return monitors.flatMap((monitor) => {
    const { name, definition, feed } = monitor;
    return feed === null ? [] : [{ name, provider: definition.type, title: titleOf(monitor), feed }];
  });
}
