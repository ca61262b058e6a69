const KEY = 'kora.dismissed';
const MOST = 50;
const listeners = new Set<() => void>();
let current: ReadonlySet<string> | null = null;

/** What this viewer has put away, by key. */
export function dismissed(): ReadonlySet<string> {
  current ??= read();
  return current;
}

export function dismiss(key: string): void {
  current = new Set([...dismissed(), key].slice(-MOST));
  try {
    localStorage.setItem(KEY, JSON.stringify([...current]));
  } catch {
    // A browser that keeps nothing shows it again next time.
  }
  for (const listener of listeners) listener();
}

export function onDismissed(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function read(): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : []);
  } catch {
    return new Set();
  }
}
