import { type ReactNode, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useLatestIncidents } from '../hooks/use-incidents.ts';
import type { Board } from '../lib/board.ts';
import { setupList } from '../lib/setup.ts';

interface Place {
  readonly path: string;
  readonly label: string;
  /** In the bar of a phone; without it, behind "More". */
  readonly short: string | null;
  readonly icon: ReactNode;
}

const PLACES: readonly Place[] = [
  {
    path: '/',
    label: 'Overview',
    short: 'Overview',
    icon: <path d="M2.5 2.5h4.5v6H2.5zM9 2.5h4.5v3.5H9zM2.5 11h4.5v2.5H2.5zM9 8.5h4.5v5H9z" />,
  },
  {
    path: '/monitors',
    label: 'Monitors',
    short: 'Monitors',
    icon: <path d="M2.5 4h.01M2.5 8h.01M2.5 12h.01M5.5 4h8M5.5 8h8M5.5 12h8" />,
  },
  {
    path: '/incidents',
    label: 'Incidents',
    short: 'Incidents',
    icon: <path d="M3.5 14V2.5M3.5 3h8.6l-2 3 2 3H3.5" />,
  },
  {
    path: '/heartbeat',
    label: 'Heartbeat',
    short: 'Heartbeat',
    icon: <path d="M1.5 8.5h3L6.3 3.5l3.4 9 1.9-5 .9 1h2" />,
  },
  {
    path: '/providers',
    label: 'Providers',
    short: null,
    icon: <path d="M2.5 2.5h11v11h-11zM2.5 5.5h11M5 8.2h6M5 10.8h3.5" />,
  },
  {
    path: '/ledger',
    label: 'Ledger',
    short: null,
    icon: <path d="M3.5 2.5v11M3.5 5h5M3.5 8h9M3.5 11h3" />,
  },
  {
    path: '/credentials',
    label: 'Credentials',
    short: null,
    icon: <path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5M8 10v1.2" />,
  },
  {
    path: '/mcp',
    label: 'MCP servers',
    short: null,
    icon: <path d="M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01" />,
  },
  {
    path: '/tasks',
    label: 'Tasks',
    short: null,
    icon: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6" />,
  },
  {
    path: '/setup',
    label: 'Setup',
    short: null,
    icon: <path d="M6.8 9.2 13.5 2.5M11 5l1.8 1.8M8.2 11a3.1 3.1 0 1 1-6.2 0 3.1 3.1 0 0 1 6.2 0z" />,
  },
];

interface NavigationProps {
  readonly className: string;
  readonly board: Board | undefined;
}

/** The rail: every page, and how much waits on some. */
export function Navigation({ className, board }: NavigationProps) {
  const [path] = useLocation();
  const counts = useCounts(board);
  return (
    <nav aria-label="Pages" className={className}>
      {PLACES.map((place) => (
        <Link
          key={place.path}
          href={place.path}
          aria-current={ariaCurrent(place, path)}
          className={railClass(isHere(place, path))}
        >
          <Icon>{place.icon}</Icon>
          <span>{place.label}</span>
          <Count {...counts(place.path)} />
        </Link>
      ))}
    </nav>
  );
}

/** The bar of a phone: the first pages, and the others behind one button. */
export function NavigationBar({ className, board }: NavigationProps) {
  const [path] = useLocation();
  const counts = useCounts(board);
  const menu = useRef<HTMLDivElement>(null);
  const others = PLACES.filter(({ short }) => short === null);
  const isBehind = others.some((place) => isHere(place, path));
  return (
    <nav aria-label="Pages" className={className}>
      {PLACES.filter(({ short }) => short !== null).map((place) => (
        <Link
          key={place.path}
          href={place.path}
          aria-current={ariaCurrent(place, path)}
          className={barClass(isHere(place, path))}
        >
          <Icon>{place.icon}</Icon>
          <span>{place.short}</span>
        </Link>
      ))}
      <button type="button" popoverTarget="more-pages" className={barClass(isBehind)}>
        <Icon>
          <path d="M3 8h.01M8 8h.01M13 8h.01" strokeWidth="2.2" />
        </Icon>
        <span>More</span>
      </button>
      <div
        ref={menu}
        id="more-pages"
        popover="auto"
        className="inset-auto bottom-[calc(64px+env(safe-area-inset-bottom))] right-2 m-0 w-48 rounded-card border border-hairline bg-surface p-1 text-ink shadow-lg"
      >
        {others.map((place) => (
          <Link
            key={place.path}
            href={place.path}
            aria-current={ariaCurrent(place, path)}
            onClick={() => menu.current?.hidePopover()}
            className="flex h-11 items-center gap-3 rounded-card px-3 text-14 aria-[current]:font-medium"
          >
            <Icon>{place.icon}</Icon>
            {place.label}
            <Count {...counts(place.path)} />
          </Link>
        ))}
      </div>
    </nav>
  );
}

interface CountProps {
  readonly count: number;
  readonly words: string;
  /** True when there are more than were read. */
  readonly isMore?: boolean;
}

function Count({ count, words, isMore = false }: CountProps) {
  if (count === 0) return null;
  return (
    <span className="ml-auto text-12 text-muted">
      {count}
      {isMore && '+'}
      <span className="sr-only"> {words}</span>
    </span>
  );
}

/** What waits on a page, by its path. */
function useCounts(board: Board | undefined): (path: string) => CountProps {
  const incidents = useLatestIncidents();
  const unset = board === undefined ? 0 : setupList(board.monitors).unset.length;
  const latest = incidents.data?.incidents ?? [];
  const open = latest.filter(({ state }) => state === 'open').length;
  // Open ones come first: when all that were read are open, there may be more.
  const isMore = open === latest.length && incidents.data?.next_cursor != null;
  return (path) => {
    if (path === '/setup') return { count: unset, words: 'not set up' };
    if (path === '/incidents') return { count: open, words: 'open', isMore };
    return { count: 0, words: '' };
  };
}

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  );
}

/** A page below a place, such as one monitor's, belongs to it. */
function isHere({ path }: Place, shown: string): boolean {
  return path === shown || (path !== '/' && shown.startsWith(`${path}/`));
}

function ariaCurrent(place: Place, shown: string): 'page' | 'true' | undefined {
  if (place.path === shown) return 'page';
  return isHere(place, shown) ? 'true' : undefined;
}

function railClass(isCurrent: boolean): string {
  const tone = isCurrent
    ? 'bg-surface font-medium text-ink shadow-[inset_0_0_0_1px_var(--hairline)]'
    : 'text-muted hover:text-ink';
  return `flex h-8 items-center gap-2.5 rounded-card px-2 text-13 transition-colors duration-120 ${tone}`;
}

function barClass(isCurrent: boolean): string {
  return `flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-12 ${isCurrent ? 'font-medium text-ink' : 'text-muted'}`;
}
