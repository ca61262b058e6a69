import { useEffect } from 'react';
import type { Status } from '../../../src/contracts/status.ts';
import degraded from '../icons/favicon-degraded.svg';
import quiet from '../icons/favicon-quiet.svg';
import unhealthy from '../icons/favicon-unhealthy.svg';

const ICONS = { healthy: quiet, degraded, unhealthy, unknown: quiet } satisfies Record<Status, string>;

/** Lets the browser's tab say how it is, by its words and its mark. */
export function useTabMark(title: string, tone: Status | null): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link !== null) link.href = tone === null ? quiet : ICONS[tone];
  }, [tone]);
}
