import type { Status } from '../../../src/contracts/status.ts';
import type { Board } from './board.ts';
import { believedView } from './judgement.ts';
import { lastSegment, providerTitle } from './places.ts';
import { countByStatus, worstStatus } from './status.ts';
import { figureText } from './words.ts';

const PAGES: Readonly<Record<string, string>> = {
  '/': 'Overview',
  '/monitors': 'Monitors',
  '/incidents': 'Incidents',
  '/heartbeat': 'Heartbeat',
  '/providers': 'Providers',
  '/ledger': 'Ledger',
  '/credentials': 'Credentials',
  '/mcp': 'MCP servers',
  '/tasks': 'Tasks',
  '/setup': 'Setup',
};

const WORDS = {
  healthy: 'healthy',
  degraded: 'degraded',
  unhealthy: 'unhealthy',
  unknown: 'pending',
} satisfies Record<Status, string>;

/** What the tab of a browser says: "2 unhealthy · Monitors · Kora". What matters comes first, since tabs are narrow. */
export function tabTitle(path: string, board: Board | undefined, isOffline: boolean): string {
  const state = isOffline ? 'Offline' : board === undefined ? null : stateWords(board);
  return [state, pageName(path, board), 'Kora'].filter((part) => part !== null).join(' · ');
}

/** The worst believed status; null before there is one. */
export function believedTone({ monitors }: Board): Status | null {
  return worstStatus(monitors.map((monitor) => believedView(monitor).status));
}

/** The worst believed status and how many there are of it; null when nothing is watched. */
function stateWords({ monitors, warming }: Board): string | null {
  const statuses = monitors.map((monitor) => believedView(monitor).status);
  const worst = worstStatus(statuses);
  if (worst === null) return warming || monitors.length > 0 ? 'Warming up' : null;
  if (worst === 'healthy') return 'All healthy';
  return `${figureText(countByStatus(statuses)[worst])} ${WORDS[worst]}`;
}

function pageName(path: string, board: Board | undefined): string {
  const place = path.length > 1 ? path.replace(/\/$/, '') : path;
  if (Object.hasOwn(PAGES, place)) return PAGES[place] ?? place;
  if (/^\/incidents\/[^/]+$/.test(place)) return 'Incident';
  if (/^\/providers\/[^/]+$/.test(place)) return providerTitle(lastSegment(place), board?.monitors ?? []);
  if (!/^\/monitors\/[^/]+$/.test(place)) return 'Not found';
  const name = lastSegment(place);
  return board?.monitors.find((monitor) => monitor.name === name)?.title ?? name;
}
