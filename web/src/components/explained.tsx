import type { ReactNode } from 'react';
import type { Explanation } from '../../../src/contracts/explanation.ts';
import type { Official } from '../../../src/contracts/feeds.ts';
import { useExplanation } from '../hooks/use-attribution.ts';
import { isGone } from '../hooks/use-incidents.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { actorWords, faultWords } from '../lib/fault-words.ts';
import { besideLabel } from '../lib/feed-words.ts';
import { bareAddress } from '../lib/links.ts';
import { EvidenceTable } from './evidence-table.tsx';
import { OfficialMark, OfficialWord } from './official-mark.tsx';
import { OutLink } from './out-link.tsx';
import { PartError, SkeletonRows } from './states.tsx';
import { StatusMark, StatusWord } from './status-mark.tsx';
import { Clock } from './time.tsx';

type Told = Pick<
  Explanation,
  'status' | 'fault' | 'actor' | 'why' | 'to_do' | 'rule' | 'checked_at' | 'official' | 'evidence'
>;

/** Whose fault it is, who has to act and what was tried to learn it, for a look that was not healthy. */
export function Explained({ monitor }: { readonly monitor: BoardMonitor }) {
  const { data, error, refetch } = useExplanation(monitor);
  const told = data ?? alreadyTold(monitor);
  const { official, fault, evidence } = told;
  return (
    <div className="flex flex-col gap-3">
      <section
        aria-label={`Whose fault it is: ${monitor.title}`}
        data-explained={fault ?? 'none'}
        className="@container overflow-hidden rounded-card border border-hairline bg-surface"
      >
        <Decision title={monitor.title} told={told} />
        <div className="grid border-t border-hairline @min-[560px]:grid-cols-2">
          <OurLook told={told} hasPair={official !== null} />
          {official !== null && <TheirPage official={official} />}
        </div>
        {data === undefined && error === null && <SkeletonRows count={4} heightPx={48} />}
        {evidence.length > 0 && (
          <div className="border-t border-hairline">
            <EvidenceTable evidence={evidence} fault={fault} />
          </div>
        )}
      </section>
      {/* A daemon of an earlier version knows of no evidence, and asking again would not help. */}
      {data === undefined && error !== null && !isGone(error) && (
        <PartError what="What was tried" error={error} onRetry={refetch} />
      )}
    </div>
  );
}

/** What the monitor itself tells of it, until the rest is there. */
function alreadyTold({ status, fault, actor, why, hint, checked_at, official }: BoardMonitor): Told {
  return {
    status,
    fault,
    actor: actor ?? 'unclear',
    why,
    to_do: hint,
    rule: null,
    checked_at,
    official,
    evidence: [],
  };
}

function OurLook({ told, hasPair }: { readonly told: Told; readonly hasPair: boolean }) {
  const { status, why, checked_at } = told;
  return (
    <Half label="Our look" isWide={!hasPair}>
      <p className="flex items-center gap-2 text-14 font-medium">
        <StatusMark status={status} />
        <span>
          <StatusWord status={status} />
          {checked_at !== null && (
            <span className="font-normal text-muted">
              {' '}
              at <Clock at={checked_at} seconds />
            </span>
          )}
        </span>
      </p>
      <p className="mt-1 text-13 [overflow-wrap:anywhere]">{why}</p>
    </Half>
  );
}

function TheirPage({ official }: { readonly official: Official }) {
  const { state, words, since, page_url } = official;
  return (
    <Half label="Their status page" isWide={false}>
      <p className="flex items-center gap-2 text-14 font-medium" data-official={state}>
        <OfficialMark state={state} />
        <span>
          <OfficialWord state={state} />
          {since !== null && state !== 'operational' && (
            <span className="font-normal text-muted">
              {' '}
              since <Clock at={since} />
            </span>
          )}
        </span>
      </p>
      <p className="mt-1 text-13 [overflow-wrap:anywhere]">{besideLabel(words)}</p>
      <p className="proportional mt-1 text-13 [overflow-wrap:anywhere]">
        <OutLink url={page_url}>{bareAddress(page_url)}</OutLink>
      </p>
    </Half>
  );
}

interface HalfProps {
  readonly label: string;
  readonly isWide: boolean;
  readonly children: ReactNode;
}

function Half({ label, isWide, children }: HalfProps) {
  return (
    <div
      className={`min-w-0 px-4 py-3 ${isWide ? '@min-[560px]:col-span-2' : ''} [&+&]:border-t [&+&]:border-hairline @min-[560px]:[&+&]:border-t-0 @min-[560px]:[&+&]:border-l`}
    >
      <p className="mb-1.5 text-12 text-muted">{label}</p>
      {children}
    </div>
  );
}

function Decision({ title, told }: { readonly title: string; readonly told: Told }) {
  const { fault, actor, to_do, rule } = told;
  return (
    <dl className="grid gap-x-6 gap-y-3 px-4 py-3 text-14 @min-[560px]:grid-cols-2 @min-[860px]:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,5fr)]">
      <div className="min-w-0">
        <dt className="text-12 text-muted">Whose fault</dt>
        {fault === null ? (
          <dd className="mt-0.5">Not known yet. It is being tried out.</dd>
        ) : (
          <dd className="mt-0.5">
            <span className="font-medium">{faultWords(fault)}</span>
            {rule !== null && <span className="block text-13 text-muted">Because {rule}.</span>}
          </dd>
        )}
      </div>
      <div className="min-w-0">
        <dt className="text-12 text-muted">Who has to act</dt>
        <dd className="mt-0.5 font-medium [overflow-wrap:anywhere]">{actorWords(actor, title)}</dd>
      </div>
      <div className="min-w-0 @min-[560px]:col-span-2 @min-[860px]:col-span-1">
        <dt className="text-12 text-muted">What to do</dt>
        <dd className="mt-0.5 [overflow-wrap:anywhere]">{to_do ?? 'Nothing. Kora keeps looking.'}</dd>
      </div>
    </dl>
  );
}
