/** The longest note that the daemon takes; its contract says the same, and would bring the whole schema library with it. */
export const MAX_NOTE_CHARS = 4_000;
