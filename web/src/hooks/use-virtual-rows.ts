import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { rememberedScroll } from '../lib/trail.ts';
import { type VirtualWindow, virtualWindow } from '../lib/virtual-window.ts';

/** Which rows of a list that scrolls with the page are to be drawn. Layout is read once, not while scrolling. */
export function useVirtualRows<Host extends HTMLElement>(
  count: number,
  rowPx: number,
): readonly [RefObject<Host | null>, VirtualWindow] {
  const host = useRef<Host>(null);
  const [shown, setShown] = useState(() =>
    virtualWindow({ count, rowPx, scrolledPx: rememberedScroll(), viewPx: innerHeight }),
  );
  useLayoutEffect(() => {
    let topPx = 0;
    const update = () => {
      const next = virtualWindow({ count, rowPx, scrolledPx: scrollY - topPx, viewPx: innerHeight });
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
  }, [count, rowPx]);
  return [host, shown];
}
