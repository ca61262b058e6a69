import { after } from './clock.ts';

const SHOWN_MS = 5_000;
const listeners = new Set<() => void>();
let text: string | null = null;
let cancel: (() => void) | null = null;

/** Says one short thing at the edge of the page for a moment: the answer to what the viewer just did. */
export function notify(next: string): void {
  cancel?.();
  set(next);
  cancel = after(SHOWN_MS, () => set(null));
}

export function notice(): string | null {
  return text;
}

export function onNotice(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function set(next: string | null): void {
  text = next;
  for (const listener of listeners) listener();
}
