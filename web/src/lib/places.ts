/** Where things are in the dashboard. */

export function monitorPath(name: string): string {
  return `/monitors/${encodeURIComponent(name)}`;
}

export function incidentPath(id: string): string {
  return `/incidents/${encodeURIComponent(id)}`;
}

export function providerPath(type: string): string {
  return `/providers/${encodeURIComponent(type)}`;
}

/** The name of a provider: the built-in one's, which its own monitor bears too; else the word for it. */
export function providerTitle(
  type: string,
  monitors: readonly { readonly name: string; readonly title: string }[],
): string {
  return monitors.find(({ name }) => name === type)?.title ?? type;
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
