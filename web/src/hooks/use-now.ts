import { useSyncExternalStore } from 'react';
import { nowMs, onTick } from '../lib/clock.ts';

/** A text made from the time: renders again only when the text has changed, so hundreds of them may tick. */
export function useTimeText<Text extends string | boolean>(make: (nowMs: number) => Text): Text {
  return useSyncExternalStore(onTick, () => make(nowMs()));
}
