import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { useBoard } from '../hooks/use-board.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useKeyboard } from '../hooks/use-keyboard.ts';
import { useLive } from '../hooks/use-live.ts';
import { useTabMark } from '../hooks/use-tab-mark.ts';
import type { Command } from '../lib/keyboard.ts';
import { notify } from '../lib/notice.ts';
import { preferences, toggleTheme, toggleZone } from '../lib/preferences.ts';
import { focusSearch, moveRow } from '../lib/row-focus.ts';
import { believedTone, tabTitle } from '../lib/tab-title.ts';
import { followTrail, rememberedScroll } from '../lib/trail.ts';
import { Announcer } from './announcer.tsx';
import { Help } from './help.tsx';
import { LiveMark } from './live-mark.tsx';
import { Mark } from './mark.tsx';
import { Navigation, NavigationBar } from './navigation.tsx';
import { Notice } from './notice.tsx';
import { StorageBanner } from './storage-banner.tsx';
import { Tools } from './tools.tsx';

const PATH_OF_COMMAND: Partial<Record<Command, string>> = {
  overview: '/',
  monitors: '/monitors',
  incidents: '/incidents',
  heartbeat: '/heartbeat',
  providers: '/providers',
  ledger: '/ledger',
  credentials: '/credentials',
  mcp: '/mcp',
  tasks: '/tasks',
  setup: '/setup',
};

/** The frame around every page: rail or bottom bar, how current the page is, keyboard. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [path, navigate] = useLocation();
  const { mode } = useLive();
  const board = useBoard();
  const isOffline = mode === 'offline';
  const tone = board.data === undefined || isOffline ? null : believedTone(board.data);
  useKeyboard();
  useTabMark(tabTitle(location.pathname, board.data, isOffline), tone);
  useCommand((command) => {
    const target = PATH_OF_COMMAND[command];
    if (target !== undefined) navigate(target);
    if (command === 'theme') toggleTheme();
    if (command === 'utc') switchZone();
    if (command === 'next') moveRow(1);
    if (command === 'previous') moveRow(-1);
    if (command === 'search' && !focusSearch()) {
      navigate('/monitors');
      requestAnimationFrame(() => focusSearch());
    }
  });
  const main = useRef<HTMLElement>(null);
  const shownPath = useRef(path);
  useLayoutEffect(() => followTrail(), []);
  useEffect(() => {
    if (shownPath.current === path) return;
    shownPath.current = path;
    // A page that was come back to puts the focus where it was; else a reader hears the new page, and Tab starts in it.
    if (main.current?.contains(document.activeElement) !== true) main.current?.focus({ preventScroll: true });
    if (location.hash === '') scrollTo(0, rememberedScroll());
  }, [path]);

  return (
    <div className="min-h-dvh md:pl-[200px]" data-stale={isOffline}>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:left-2 focus:top-2 focus:z-50 focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to content
      </a>
      <aside
        aria-label="Kora"
        className="fixed inset-y-0 left-0 hidden w-[200px] flex-col border-r border-hairline bg-sunken px-3 pb-3 pt-5 md:flex"
      >
        <Brand />
        <Navigation className="mt-6 flex flex-col gap-0.5" board={board.data} />
        <div className="mt-auto flex flex-col gap-1">
          <LiveMark />
          <Tools />
        </div>
      </aside>
      <header className="flex h-12 items-center gap-2 border-b border-hairline bg-sunken px-4 md:hidden">
        <Brand />
        <div className="ml-auto flex items-center gap-2">
          <LiveMark isShort />
          <Tools />
        </div>
      </header>
      <main
        id="content"
        ref={main}
        tabIndex={-1}
        className="mx-auto max-w-[1200px] px-4 pb-28 pt-6 outline-none md:px-8 md:pb-16 md:pt-9 lg:px-10"
      >
        <StorageBanner />
        {children}
      </main>
      <NavigationBar
        className="fixed inset-x-0 bottom-0 z-20 flex border-t border-hairline bg-sunken px-1 pb-[env(safe-area-inset-bottom)] md:hidden"
        board={board.data}
      />
      <Notice />
      <Announcer board={board.data} />
      <Help />
    </div>
  );
}

function switchZone(): void {
  toggleZone();
  notify(preferences().zone === 'utc' ? 'Times are in UTC.' : 'Times are in your zone.');
}

function Brand() {
  return (
    <span className="flex items-center gap-2 px-2 text-14 font-semibold tracking-[-0.01em]">
      <Mark />
      Kora
    </span>
  );
}
