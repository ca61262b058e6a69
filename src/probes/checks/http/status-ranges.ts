/** Inclusive ranges of HTTP status codes. */
export type StatusRanges = readonly (readonly [number, number])[];

/** Ranges of `200`, `200,204` or `200-299,304`; null when the text is none of these. */
export function parseStatusRanges(text: string): StatusRanges | null {
  const ranges: [number, number][] = [];
  for (const part of text.split(',')) {
    const match = /^\s*([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?\s*$/.exec(part);
    if (match === null) return null;
    const from = Number(match[1]);
    const to = Number(match[2] ?? match[1]);
    if (to < from) return null;
    ranges.push([from, to]);
  }
  return ranges;
}

export function statusMatches(ranges: StatusRanges, status: number): boolean {
  return ranges.some(([from, to]) => status >= from && status <= to);
}
