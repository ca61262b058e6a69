/** The way gone inside of the dashboard: whether there is something to go back to, and how far it was scrolled. */

let depth = 0;
let wasBack = false;
const scrolls = new Map<string, number>();

/** Follows what the router and the browser's buttons do. The result stops it. */
export function followTrail(): () => void {
  // The browser would scroll the page that is about to go, because the next is not drawn yet.
  history.scrollRestoration = 'manual';
  let here = address();
  // The address changes before the page does: what is scrolled at that moment is still the page that is left.
  const leave = () => {
    scrolls.set(here, scrollY);
    here = address();
  };
  const onPush = () => {
    leave();
    depth += 1;
    wasBack = false;
  };
  const onPop = () => {
    leave();
    depth = Math.max(0, depth - 1);
    wasBack = true;
  };
  const onReplace = () => {
    here = address();
  };
  addEventListener('pushState', onPush);
  addEventListener('popstate', onPop);
  addEventListener('replaceState', onReplace);
  return () => {
    removeEventListener('pushState', onPush);
    removeEventListener('popstate', onPop);
    removeEventListener('replaceState', onReplace);
  };
}

/** How far the page was scrolled when it was left; 0 for a page that was gone forward to. */
export function rememberedScroll(): number {
  return wasBack ? (scrolls.get(address()) ?? 0) : 0;
}

/** Goes back to where the viewer came from inside of the dashboard, else to `fallback`. */
export function goBack(fallback: string, navigate: (path: string) => void): void {
  if (depth > 0) history.back();
  else navigate(fallback);
}

let opened: string | null = null;

/** Remembers which row was opened, to give it the focus again when its list is come back to. */
export function rememberOpened(name: string): void {
  opened = name;
}

/** The row that was opened last, when its list has just been come back to. Asked once. */
export function takeOpened(): string | null {
  const name = wasBack ? opened : null;
  opened = null;
  return name;
}

function address(): string {
  return location.pathname + location.search;
}
