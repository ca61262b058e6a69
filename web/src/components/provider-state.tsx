import type { ReactNode } from 'react';
import type { Feed } from '../../../src/contracts/feeds.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { besideLabel } from '../lib/feed-words.ts';
import { believedView, verdictWords } from '../lib/judgement.ts';
import { bareAddress } from '../lib/links.ts';
import { worstStatus } from '../lib/status.ts';
import { OfficialMark, OfficialWord } from './official-mark.tsx';
import { OutLink } from './out-link.tsx';
import { StatusMark, StatusWord } from './status-mark.tsx';
import { Ago, Clock } from './time.tsx';

interface ProviderStateProps {
  readonly feed: Feed | null;
  readonly looks: readonly BoardMonitor[];
}

/** What we see beside what they say. */
export function ProviderState({ feed, looks }: ProviderStateProps) {
  return (
    <div className="grid overflow-hidden rounded-card border border-hairline bg-surface sm:grid-cols-2">
      <Half label="Our looks">
        <WeSee looks={looks} />
      </Half>
      <Half label="Their status page">
        {feed === null ? (
          <p className="text-14 text-muted">No status page of it is read.</p>
        ) : (
          <TheySay feed={feed} />
        )}
      </Half>
    </div>
  );
}

function Half({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section className="min-w-0 px-4 py-3.5 [&+&]:border-t [&+&]:border-hairline sm:[&+&]:border-t-0 sm:[&+&]:border-l">
      <h2 className="mb-1.5 text-12 text-muted">{label}</h2>
      {children}
    </section>
  );
}

function WeSee({ looks }: { readonly looks: readonly BoardMonitor[] }) {
  const asked = looks.map(believedView).filter(({ reason }) => reason !== 'auth_missing');
  const worst = worstStatus(asked.map(({ status }) => status));
  const telling = asked.find(({ status }) => status === worst);
  if (asked.length === 0) {
    return (
      <>
        <p className="flex items-center gap-2 text-16 font-medium">
          <StatusMark status="unknown" />
          {looks.length === 0 ? 'Nothing of it is watched' : 'Not set up yet'}
        </p>
        <p className="mt-1 text-13 text-muted">
          {looks[0]?.hint ?? 'Without a look of our own, only its status page speaks.'}
        </p>
      </>
    );
  }
  return (
    <>
      <p className="flex items-center gap-2 text-16 font-medium">
        <StatusMark status={worst} />
        <span>
          <StatusWord status={worst} />
          {telling?.since != null && worst !== 'healthy' && (
            <span className="font-normal text-muted">
              {' '}
              since <Clock at={telling.since} />
            </span>
          )}
        </span>
      </p>
      {telling !== undefined && (
        <p className="mt-1 text-13 [overflow-wrap:anywhere]">{verdictWords(telling)}</p>
      )}
    </>
  );
}

function TheySay({ feed }: { readonly feed: Feed }) {
  const { state, words, since, problem, read_at, page_url } = feed;
  return (
    <>
      <p className="flex items-center gap-2 text-16 font-medium">
        <OfficialMark state={state} />
        <span>
          <OfficialWord state={state} />
          {since !== null && state !== 'operational' && state !== 'unread' && (
            <span className="font-normal text-muted">
              {' '}
              since <Clock at={since} />
            </span>
          )}
        </span>
      </p>
      <p className="mt-1 text-13 [overflow-wrap:anywhere]">
        {state === 'sick'
          ? `${problem ?? besideLabel(words)} That says nothing about the service.`
          : besideLabel(words)}
      </p>
      <p className="proportional mt-1 text-13 text-muted [overflow-wrap:anywhere]">
        <OutLink url={page_url}>{bareAddress(page_url)}</OutLink>
        {read_at !== null && (
          <>
            , {state === 'sick' ? 'last read well' : 'read'} <Ago at={read_at} />
          </>
        )}
      </p>
    </>
  );
}
