import { stripVTControlCharacters } from 'node:util';

/** One line of a table; the last cell may be longer than the line and is then wrapped below itself. */
export type Row = readonly string[];

export interface TableShape {
  /** Columns whose cells stand at the right edge. */
  readonly rightAligned?: readonly number[];
  /** Columns of the terminal; null leaves every line whole. */
  readonly columns: number | null;
}

const GAP = '  ';
// A last column narrower than this is harder to read wrapped than broken by the terminal.
const LEAST_WRAP = 24;

/** Rows as aligned lines. Cells may hold colours; widths are counted without them. */
export function renderTable(rows: readonly Row[], { rightAligned = [], columns }: TableShape): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.slice(0, -1).entries()) widths[i] = Math.max(widths[i] ?? 0, width(cell));
  }
  const indent = widths.reduce((sum, it) => sum + it + GAP.length, 0);
  const lines = rows.map((row) => {
    const cells = row.slice(0, -1).map((cell, i) => pad(cell, widths[i] ?? 0, rightAligned.includes(i)));
    const last = hang(row.at(-1) ?? '', indent, columns);
    return [...cells, last].join(GAP).trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

/** A text broken at spaces so that it ends before `columns`, its further lines indented by `indent`. */
export function hang(text: string, indent: number, columns: number | null): string {
  if (columns === null || columns - indent < LEAST_WRAP) return text;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && width(line) + 1 + width(word) > columns - indent) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

function width(text: string): number {
  return stripVTControlCharacters(text).length;
}

function pad(text: string, to: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return right ? space + text : text + space;
}
