// C0 and C1 control characters move the cursor, recolour or retitle a terminal; the bidirectional ones reorder what is
// read. Upstream text may hold any of them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be taken out.
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text that others wrote, as one line that is safe to print: line breaks become spaces, other controls show as `\u001b`. */
export function plainLine(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(CONTROL, escapeUnicode);
}

/** JSON for a pipe or a terminal: indented, and without a raw control character (JSON itself lets C1 and DEL through). */
export function plainJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(CONTROL, (char) => (char === '\n' ? char : escapeUnicode(char)))}\n`;
}

function escapeUnicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
