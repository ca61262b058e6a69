import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { AskOptions } from './kora-server.ts';

export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface OpenedStream {
  readonly status: number;
  readonly response: IncomingMessage;
  /** Everything so far, as it came. */
  text(): string;
  /** The events so far, in order. */
  events(): readonly StreamEvent[];
  /** The monitor of each event so far. */
  names(): readonly string[];
  close(): void;
}

/** Opens `/api/v1/live` and collects what comes, unless `paused`. Close it when done. */
export async function openStream(
  { url }: { readonly url: string },
  {
    paused = false,
    path = '/api/v1/live',
    headers = {},
  }: AskOptions & { paused?: boolean; path?: string } = {},
): Promise<OpenedStream> {
  const asked = request(`${url}${path}`, { headers, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  // A server that ends the stream hard is what some tests are about.
  response.on('error', () => {});
  response.setEncoding('utf8');
  if (!paused) response.on('data', (chunk: string) => (text += chunk));

  const events = (): StreamEvent[] =>
    text
      .split('\n\n')
      .slice(0, -1)
      .filter((block) => block.includes('data: '))
      .map((block) => ({ id: field(block, 'id'), event: field(block, 'event'), data: field(block, 'data') }));

  return {
    status: response.statusCode ?? 0,
    response,
    text: () => text,
    events,
    names: () => events().map(({ data }) => String(JSON.parse(data).name)),
    close: () => asked.destroy(),
  };
}

function field(block: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
}
