import type { Feed } from '../../../src/contracts/feeds.ts';
import { bareAddress } from '../lib/links.ts';
import { Fact, Part } from './part.tsx';
import { Ago } from './time.tsx';

/** How a status page is read. */
export function FeedFacts({ feed }: { readonly feed: Feed }) {
  const { kind, url, read_at, tried_at, problem } = feed;
  return (
    <Part title="How their status page is read">
      <dl>
        <Fact label="Kind">{kind ?? 'not recognised yet'}</Fact>
        <Fact label="Last read well">
          <Ago at={read_at} end />
        </Fact>
        {problem !== null && (
          <Fact label="Last tried">
            <Ago at={tried_at} end />
          </Fact>
        )}
      </dl>
      <p className="mt-1 border-t border-hairline pt-1.5 text-13 text-muted">
        From <code className="font-mono text-12 text-ink [overflow-wrap:anywhere]">{bareAddress(url)}</code>
      </p>
    </Part>
  );
}
