import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { rememberedScroll } from '../lib/trail.ts';
import { type Tops, unevenWindow, type VirtualWindow, virtualWindow } from '../lib/virtual-window.ts';

/** Which rows of a list of equal rows that scrolls with the page are to be drawn. */
export function useVirtualRows<Host extends HTMLElement>(
  count: number,
  rowPx: number,
): readonly [RefObject<Host | null>, VirtualWindow] {
  const seen = useCallback<Seen>((view) => virtualWindow({ count, rowPx, ...view }), [count, rowPx]);
  return useSeenRows(seen);
}

/** The same for rows of which some are higher than others. */
export function useUnevenRows<Host extends HTMLElement>(
  tops: Tops,
): readonly [RefObject<Host | null>, VirtualWindow] {
  const seen = useCallback<Seen>((view) => unevenWindow(tops, view), [tops]);
  return useSeenRows(seen);
}

type Seen = (view: { readonly scrolledPx: number; readonly viewPx: number }) => VirtualWindow;

/** Layout is read once, not while scrolling. */
function useSeenRows<Host extends HTMLElement>(seen: Seen): readonly [RefObject<Host | null>, VirtualWindow] {
  const host = useRef<Host>(null);
  const [shown, setShown] = useState(() => seen({ scrolledPx: rememberedScroll(), viewPx: innerHeight }));
  useLayoutEffect(() => {
    let topPx = 0;
    const update = () => {
      const next = seen({ scrolledPx: scrollY - topPx, viewPx: innerHeight });
      setShown((before) => (before.first === next.first && before.end === next.end ? before : next));
    };
    const measure = () => {
      topPx = (host.current?.getBoundingClientRect().top ?? 0) + scrollY;
      update();
    };
    measure();
    addEventListener('scroll', update, { passive: true });
    addEventListener('resize', measure);
    // What stands above the list may grow: a banner, another line of filters.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => {
      removeEventListener('scroll', update);
      removeEventListener('resize', measure);
      observer.disconnect();
    };
  }, [seen]);
  return [host, shown];
}
