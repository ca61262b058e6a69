import { memo } from 'react';
import { Link } from 'wouter';
import type { FeedState } from '../../../src/contracts/feeds.ts';
import { useTimeText } from '../hooks/use-now.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { firstDetail } from '../lib/details.ts';
import { admitsTrouble, besideLabel } from '../lib/feed-words.ts';
import { doubtWords, verdictWords } from '../lib/judgement.ts';
import { isOverdue } from '../lib/overdue.ts';
import { monitorPath } from '../lib/places.ts';
import { reasonWords } from '../lib/status.ts';
import { medianLatencyMs } from '../lib/strip.ts';
import { Latency } from './latency.tsx';
import { Monogram } from './monogram.tsx';
import { Name } from './name.tsx';
import { OfficialLine } from './official-mark.tsx';
import { PulseStrip } from './pulse-strip.tsx';
import { StatusMark, StatusWord } from './status-mark.tsx';
import { Clock } from './time.tsx';

interface ServiceCardProps {
  readonly monitor: BoardMonitor;
  readonly scaleMs: number;
}

const CARD =
  'relative min-w-0 rounded-card border border-hairline bg-surface p-4 transition-colors duration-120 hover:border-edge has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-2 has-[a:focus-visible]:outline-accent';

const ROW =
  'relative min-w-0 border-t border-hairline px-4 py-3.5 transition-colors duration-120 first:border-t-0 hover:bg-page has-[a:focus-visible]:z-10 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent';

/** A service that is well, at a glance. */
export const ServiceCard = memo(function ServiceCard({ monitor, scaleMs }: ServiceCardProps) {
  return (
    <li data-monitor={monitor.name} className={`${CARD} flex flex-col gap-3`}>
      <div className="flex items-start gap-4">
        <Identity monitor={monitor} />
        <Pulse monitor={monitor} scaleMs={scaleMs} />
      </div>
      <MainDetail monitor={monitor} />
      {monitor.official !== null && admitsTrouble(monitor.official.state) && (
        <OfficialLine official={monitor.official} />
      )}
    </li>
  );
});

/** States of which the page's own words tell more than the word for it. */
const TELLS_MORE: ReadonlySet<FeedState> = new Set(['outage', 'degraded', 'maintenance']);

/** A service that nobody looks at yet: what its own status page says, told apart from a look of ours. */
export const UnsetCard = memo(function UnsetCard({ monitor }: ServiceCardProps) {
  const { name, title, official, hint } = monitor;
  return (
    <li data-monitor={name} className={`${CARD} flex flex-col`}>
      <div className="flex items-start gap-3">
        <Monogram title={title} />
        <div className="min-w-0 flex-1">
          <h3 className="text-14 font-semibold">
            <Link
              href={monitorPath(name)}
              data-row
              className="outline-none after:absolute after:inset-0 after:rounded-card"
            >
              <Name title={title} />
            </Link>
          </h3>
          {official === null ? (
            <p className="mt-0.5 text-13 text-muted">No status page is read.</p>
          ) : (
            <div className="mt-0.5">
              <OfficialLine official={official} />
            </div>
          )}
          {official !== null && TELLS_MORE.has(official.state) && (
            <p className="mt-1 line-clamp-2 text-13 [overflow-wrap:anywhere]" title={official.words}>
              {besideLabel(official.words)}
            </p>
          )}
        </div>
      </div>
      <div className="mt-auto pt-3">
        <p className="flex items-start gap-1.5 border-t border-dashed border-hairline pt-3 text-13">
          <span className="mt-[3px]">
            <StatusMark status="unknown" size={14} />
          </span>
          <span className="min-w-0">
            <span className="text-muted">Our look:</span> not set up yet
            {hint !== null && (
              <span className="mt-0.5 block text-muted [overflow-wrap:anywhere]">{hint}</span>
            )}
          </span>
        </p>
      </div>
    </li>
  );
});

/** A service that somebody should know about, over the whole width: what was seen, and what to do. */
export const TroubleCard = memo(function TroubleCard({ monitor, scaleMs }: ServiceCardProps) {
  const { hint, reason, flapping, official } = monitor;
  const told = verdictWords(monitor);
  const seen =
    told !== ''
      ? told
      : reason === null || reason === 'ok'
        ? 'Open it for what was seen.'
        : sentenceOf(reasonWords(reason));
  return (
    <li
      data-monitor={monitor.name}
      className={`${ROW} grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-3 lg:grid-cols-[232px_minmax(0,1fr)_auto] lg:gap-x-8`}
    >
      <Identity monitor={monitor} />
      <div className="min-w-0 max-w-[64ch] text-14 [overflow-wrap:anywhere] order-last col-span-2 lg:order-none lg:col-span-1">
        {flapping ? (
          <p>It is flapping: it changed more than four times within an hour.</p>
        ) : (
          <p className="line-clamp-3" title={seen}>
            {seen}
          </p>
        )}
        {hint !== null && (
          <p className="mt-0.5 line-clamp-3 text-13 text-muted" title={hint}>
            {hint}
          </p>
        )}
        {official !== null && official.state !== 'unread' && (
          <div className="mt-1">
            <OfficialLine official={official} />
          </div>
        )}
      </div>
      <Pulse monitor={monitor} scaleMs={scaleMs} />
    </li>
  );
});

function Identity({ monitor }: { readonly monitor: BoardMonitor }) {
  const { name, title, status, since, checked_at } = monitor;
  const isLate = useTimeText((now) => isOverdue(monitor, now));
  const doubt = doubtWords(monitor);
  return (
    <div className="flex min-w-0 flex-1 items-start gap-3" data-stale={isLate}>
      <Monogram title={title} />
      <div className="min-w-0 flex-1">
        <h3 className="text-14 font-semibold">
          <Link
            href={monitorPath(name)}
            data-row
            className="outline-none after:absolute after:inset-0 after:rounded-card"
          >
            <Name title={title} />
          </Link>
        </h3>
        <p className="mt-0.5 flex items-start gap-1.5 text-13">
          <span className="mt-[3px]">
            <StatusMark status={status} size={14} />
          </span>
          <span className="min-w-0">
            <StatusWord status={status} />{' '}
            {since !== null && status !== 'healthy' && (
              <span className="inline-block text-muted">
                since <Clock at={since} />
              </span>
            )}
          </span>
        </p>
        {doubt !== null && <p className="text-12 text-muted">{doubt}</p>}
        {isLate && checked_at !== null && (
          <p className="text-12 text-muted">
            No look since <Clock at={checked_at} />
          </p>
        )}
      </div>
    </div>
  );
}

function Pulse({ monitor: { recent }, scaleMs }: ServiceCardProps) {
  const median = medianLatencyMs(recent);
  return (
    <div className="relative z-10 w-[144px] shrink-0">
      <p className="mb-1 h-5 text-right text-13">
        {median !== null && (
          <>
            <span className="text-12 text-muted">p50</span> <Latency ms={median} />
          </>
        )}
      </p>
      <PulseStrip beats={recent} slots={24} heightPx={28} scaleMs={scaleMs} />
    </div>
  );
}

function MainDetail({ monitor: { type, details } }: { readonly monitor: BoardMonitor }) {
  const detail = firstDetail(type, details);
  if (detail === null) return null;
  return (
    <p className="text-13 text-muted">
      {detail.isAtLeast && 'at least '}
      <span className="font-semibold text-ink">{detail.value}</span> {detail.words}
    </p>
  );
}

function sentenceOf(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
