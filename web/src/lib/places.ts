/** Where things are in the dashboard. */

export function monitorPath(name: string): string {
  return `/monitors/${encodeURIComponent(name)}`;
}

export function incidentPath(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

/** A monitor's page at a span of time, given in milliseconds since the epoch. */
export function monitorSpanPath(name: string, fromMs: number, toMs: number): string {
  const from = new Date(fromMs).toISOString();
  const to = new Date(toMs).toISOString();
  return `${monitorPath(name)}?from=${from}&to=${to}`;
}

/** The last part of the address, decoded: the router decodes only some of its escapes. */
export function lastSegment(pathname: string): string {
  const segment = pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
