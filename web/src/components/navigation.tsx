import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Board } from '../lib/board.ts';
import { setupList } from '../lib/setup.ts';

interface Place {
  readonly path: string;
  readonly label: string;
  /** In the bar of a phone. */
  readonly short: string;
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
    path: '/heartbeat',
    label: 'Heartbeat',
    short: 'Heartbeat',
    icon: <path d="M1.5 8.5h3L6.3 3.5l3.4 9 1.9-5 .9 1h2" />,
  },
  {
    path: '/mcp',
    label: 'MCP servers',
    short: 'MCP',
    icon: <path d="M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01" />,
  },
  {
    path: '/tasks',
    label: 'Tasks',
    short: 'Tasks',
    icon: <path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.8V8l2.2 1.6" />,
  },
  {
    path: '/setup',
    label: 'Setup',
    short: 'Setup',
    icon: <path d="M6.8 9.2 13.5 2.5M11 5l1.8 1.8M8.2 11a3.1 3.1 0 1 1-6.2 0 3.1 3.1 0 0 1 6.2 0z" />,
  },
];

interface NavigationProps {
  readonly className: string;
  readonly board: Board | undefined;
  readonly isBar?: boolean;
}

export function Navigation({ className, board, isBar = false }: NavigationProps) {
  const [path] = useLocation();
  const unset = board === undefined ? 0 : setupList(board.monitors).unset.length;
  return (
    <nav aria-label="Pages" className={className}>
      {PLACES.map((place) => {
        const isHere = place.path === path;
        const count = place.path === '/setup' && unset > 0 ? unset : null;
        return (
          <Link
            key={place.path}
            href={place.path}
            aria-current={isHere ? 'page' : undefined}
            className={isBar ? barClass(isHere) : railClass(isHere)}
          >
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
              {place.icon}
            </svg>
            <span>{isBar ? place.short : place.label}</span>
            {count !== null && !isBar && (
              <span className="ml-auto text-12 text-muted">
                {count}
                <span className="sr-only"> not set up</span>
              </span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

function railClass(isHere: boolean): string {
  const tone = isHere
    ? 'bg-surface font-medium text-ink shadow-[inset_0_0_0_1px_var(--hairline)]'
    : 'text-muted hover:text-ink';
  return `flex h-8 items-center gap-2.5 rounded-card px-2 text-13 transition-colors duration-120 ${tone}`;
}

function barClass(isHere: boolean): string {
  return `flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-12 ${isHere ? 'font-medium text-ink' : 'text-muted'}`;
}
