import { useEffect } from 'react';
import type { Status } from '../../../src/contracts/status.ts';
import degraded from '../icons/favicon-degraded.svg';
import quiet from '../icons/favicon-quiet.svg';
import unhealthy from '../icons/favicon-unhealthy.svg';

const ICONS = { healthy: quiet, degraded, unhealthy, unknown: quiet } satisfies Record<Status, string>;

/** Lets the browser's tab say what the page says. */
export function useTabMark(sentence: string, tone: Status | null): void {
  useEffect(() => {
    document.title = sentence === '' ? 'Kora Heartbeat' : `${sentence} · Kora`;
  }, [sentence]);
  useEffect(() => {
    const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (link !== null) link.href = tone === null ? quiet : ICONS[tone];
  }, [tone]);
}
