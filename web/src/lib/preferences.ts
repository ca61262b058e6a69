import type { Zone } from './relative-time.ts';

export type Theme = 'light' | 'dark';

export interface Preferences {
  /** Null follows the system. */
  readonly theme: Theme | null;
  readonly zone: Zone;
}

const KEY = 'kora.preferences';
const listeners = new Set<() => void>();
let current: Preferences = { theme: null, zone: 'local' };

/** Reads what was chosen before and shows it; called once, before the first paint. */
export function loadPreferences(): void {
  current = read();
  apply();
}

export function preferences(): Preferences {
  return current;
}

export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function toggleTheme(): void {
  const shown = current.theme ?? systemTheme();
  const next = shown === 'dark' ? 'light' : 'dark';
  // Choosing what the system says anyway means following it again.
  change({ ...current, theme: next === systemTheme() ? null : next });
}

export function toggleZone(): void {
  change({ ...current, zone: current.zone === 'utc' ? 'local' : 'utc' });
}

function change(next: Preferences): void {
  current = next;
  apply();
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing still shows what was chosen.
  }
  for (const listener of listeners) listener();
}

function apply(): void {
  if (current.theme === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = current.theme;
}

function systemTheme(): Theme {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return current;
    const theme =
      'theme' in stored && (stored.theme === 'light' || stored.theme === 'dark') ? stored.theme : null;
    const zone = 'zone' in stored && stored.zone === 'utc' ? 'utc' : 'local';
    return { theme, zone };
  } catch {
    return current;
  }
}
