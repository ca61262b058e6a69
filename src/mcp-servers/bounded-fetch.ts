const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** The server points to another origin, where its credential must not go. */
export class RedirectedElsewhere extends Error {
  override readonly name = 'RedirectedElsewhere';
}

/**
 * `fetch` for a server that is not trusted: no answer grows without bound, and no header goes to another origin. A
 * redirect within the origin is given back as it is, for the caller to follow (many servers move `/mcp` to `/mcp/`).
 */
export async function boundedFetch(url: string | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  if (leavesOrigin(response, url)) {
    await response.body?.cancel();
    throw new RedirectedElsewhere();
  }
  if (response.body === null) return response;
  let bytes = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) controller.error(new Error('the answer is too large'));
      else controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limit), { status, statusText, headers });
}

function leavesOrigin({ status, headers }: Response, from: string | URL): boolean {
  const url = String(from);
  const location = status >= 300 && status <= 399 ? headers.get('location') : null;
  if (location === null) return false;
  return !URL.canParse(location, url) || new URL(location, url).origin !== new URL(url).origin;
}
