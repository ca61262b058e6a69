/** The longest note that the daemon takes; its contract says the same, and would bring the whole schema library with it. */
export const MAX_NOTE_CHARS = 4_000;

const drafts = new Map<string, string>();

/** What was written for an incident and not sent yet; it outlives leaving the page by mistake. */
export function draftOf(id: string): string {
  return drafts.get(id) ?? '';
}

export function keepDraft(id: string, text: string): void {
  if (text === '') drafts.delete(id);
  else drafts.set(id, text);
}
