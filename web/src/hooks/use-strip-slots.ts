import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { stripSlots } from '../lib/strip.ts';

/** How many slots fill the strips of a list from edge to edge: all of them are as wide as its first one. */
export function useStripSlots<Host extends HTMLElement>(
  most: number,
): readonly [RefObject<Host | null>, number] {
  const host = useRef<Host>(null);
  const [slots, setSlots] = useState(most);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const measure = () => {
      const strip = element.querySelector('li [data-cell="strip"]');
      if (strip !== null) setSlots(stripSlots(strip.clientWidth, most));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [most]);
  return [host, slots];
}
