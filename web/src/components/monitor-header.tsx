import { Link } from 'wouter';
import { useLook } from '../hooks/use-look.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { besideLabel } from '../lib/feed-words.ts';
import { believedView, doubtWords, shownStatus, verdictWords } from '../lib/judgement.ts';
import { bareAddress } from '../lib/links.ts';
import { incidentPath } from '../lib/places.ts';
import { reasonWords } from '../lib/status.ts';
import { Latency } from './latency.tsx';
import { OfficialLine } from './official-mark.tsx';
import { OutLink } from './out-link.tsx';
import { Button } from './states.tsx';
import { StatusMark, StatusWord } from './status-mark.tsx';
import { Ago, Clock } from './time.tsx';

interface MonitorHeaderProps {
  readonly monitor: BoardMonitor;
  /** Below it stands whose fault it is and what to do, with what the status page says. */
  readonly isExplained: boolean;
}

/** What a monitor is now: believed, since when, why, and what the latest look adds to it. */
export function MonitorHeader({ monitor, isExplained }: MonitorHeaderProps) {
  const { name, title, since, checked_at, latency_ms, flapping, incident, reason, tags, official } = monitor;
  const status = shownStatus(monitor);
  const { isLooking, look } = useLook(name, title);
  const view = believedView(monitor);
  return (
    <header className="mb-8" data-monitor={name} data-status={status ?? 'none'}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-40 items-start gap-3">
          <span className="mt-1 md:mt-1.5">
            <StatusMark status={status} size={24} />
          </span>
          <h1 className="min-w-0 text-20 font-semibold tracking-[-0.012em] [overflow-wrap:anywhere] md:text-28 md:tracking-[-0.018em]">
            {title}
          </h1>
        </div>
        {reason !== 'auth_missing' && (
          <Button onClick={look} isBusy={isLooking}>
            {isLooking ? 'Looking…' : 'Look again'}
          </Button>
        )}
      </div>
      <div className="mt-2 md:pl-9">
        <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1 text-14">
          <span className="font-medium">
            <StatusWord status={status} />
          </span>
          {since !== null && status !== null && reason !== 'auth_missing' && (
            <span className="text-muted">
              since <Clock at={since} />, <Ago at={since} />
            </span>
          )}
          {flapping && <span className="text-muted">and flapping: it keeps changing its state</span>}
        </p>
        <Why monitor={view} isShort={isExplained} />
        <Doubt monitor={monitor} />
        {official !== null && !isExplained && (
          <div className="mt-3 flex flex-wrap items-baseline gap-x-3 gap-y-1 text-13">
            <OfficialLine official={official} />
            {official.state !== 'operational' && (
              <span className="min-w-0 text-muted [overflow-wrap:anywhere]">
                {besideLabel(official.words)}
              </span>
            )}
            <OutLink url={official.page_url}>{bareAddress(official.page_url)}</OutLink>
          </div>
        )}
        <p className="mt-3 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-13 text-muted">
          {checked_at !== null && (
            <span>
              Last look <Ago at={checked_at} />
              {latency_ms !== null && (
                <>
                  , <Latency ms={latency_ms} />
                </>
              )}
            </span>
          )}
          {incident !== null && (
            <Link href={incidentPath(incident)} className="text-accent underline-offset-2 hover:underline">
              Open incident
            </Link>
          )}
          {tags.map((tag) => (
            <Link
              key={tag}
              href={`/monitors?tag=${encodeURIComponent(tag)}`}
              className="rounded-[4px] border border-hairline px-1.5 text-12 hover:border-edge"
            >
              {tag}
            </Link>
          ))}
        </p>
      </div>
    </header>
  );
}

function Why({ monitor, isShort }: { readonly monitor: BoardMonitor; readonly isShort: boolean }) {
  const { hint, reason, status } = monitor;
  const told = verdictWords(monitor);
  const words =
    told !== ''
      ? told
      : status === null
        ? 'The first look is under way.'
        : reason === null || reason === 'ok'
          ? null
          : `${reasonWords(reason).replace(/^./, (first) => first.toUpperCase())}.`;
  if (words === null && hint === null) return null;
  return (
    <div className="mt-2 max-w-[68ch] [overflow-wrap:anywhere]">
      {words !== null && <p className="text-16">{words}</p>}
      {hint !== null && !isShort && <p className="mt-0.5 text-14 text-muted">{hint}</p>}
    </div>
  );
}

/** The raw look, where it says something else than what is believed. */
function Doubt({ monitor }: { readonly monitor: BoardMonitor }) {
  const words = doubtWords(monitor);
  if (words === null) return null;
  return (
    <p data-doubt className="mt-2 flex items-start gap-2 text-14">
      <span className="mt-[3px]">
        <StatusMark status={monitor.status} size={14} />
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {words}. {monitor.why !== '' && <span className="text-muted">{monitor.why}</span>}
      </span>
    </p>
  );
}
