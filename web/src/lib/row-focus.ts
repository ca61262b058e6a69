/** Moves the focus to the next (1) or previous (-1) row of the page; rows carry `data-row`. */
export function moveRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const here = document.activeElement instanceof HTMLElement ? rows.indexOf(document.activeElement) : -1;
  const next = here === -1 ? firstSeen(rows, step) : here + step;
  const row = rows[Math.max(0, Math.min(rows.length - 1, next))];
  row?.focus();
  row?.scrollIntoView({ block: 'nearest' });
}

// Without a focus it begins with what is seen, not with what was scrolled away.
function firstSeen(rows: readonly HTMLElement[], step: 1 | -1): number {
  const isSeen = (row: HTMLElement) => {
    const { top, bottom } = row.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  };
  return step === 1 ? rows.findIndex(isSeen) : rows.findLastIndex(isSeen);
}

/** The name of the monitor whose row or opened part has the focus. */
export function focusedMonitor(): string | null {
  return document.activeElement?.closest<HTMLElement>('[data-monitor]')?.dataset.monitor ?? null;
}

/** Puts the focus into the page's search. False when it has none. */
export function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-search]');
  field?.focus();
  field?.select();
  return field !== null;
}
