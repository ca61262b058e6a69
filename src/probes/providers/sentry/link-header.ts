/**
 * The cursor of the next page, or null when there is none. Sentry always sends a `rel="next"`; only one with
 * `results="true"` leads anywhere (Sentry API documentation, "Paginating Results").
 */
export function readNextCursor(header: string | undefined): string | null {
  for (const segment of header?.split(/,\s*(?=<)/) ?? []) {
    const parameters = new Map(
      [...segment.matchAll(/;\s*(\w+)="([^"]*)"/g)].map((match) => [match[1], match[2]]),
    );
    if (parameters.get('rel') === 'next' && parameters.get('results') === 'true')
      return parameters.get('cursor') || null;
  }
  return null;
}
