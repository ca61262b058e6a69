import { Link, useLocation } from 'wouter';
import type { IncidentDetail } from '../../../src/contracts/incidents.ts';
import { BackLink } from '../components/back-link.tsx';
import { BeatTable } from '../components/beat-table.tsx';
import { Explained } from '../components/explained.tsx';
import { NoteForm } from '../components/note-form.tsx';
import { OutLink } from '../components/out-link.tsx';
import { Fact, Part } from '../components/part.tsx';
import { WalkableStrip } from '../components/pulse-strip.tsx';
import { Empty, LoadError, SkeletonRows } from '../components/states.tsx';
import { StatusMark, StatusWord } from '../components/status-mark.tsx';
import { Exact } from '../components/time.tsx';
import { Timeline } from '../components/timeline.tsx';
import { useLedgerEntry } from '../hooks/use-attribution.ts';
import { useBack } from '../hooks/use-back.ts';
import { useBoard } from '../hooks/use-board.ts';
import { isGone, useIncident } from '../hooks/use-incidents.ts';
import { useTimeText } from '../hooks/use-now.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { nowMs } from '../lib/clock.ts';
import { incidentSentence, lastedWords, whoseFault } from '../lib/incident-words.ts';
import { canBeExplained } from '../lib/judgement.ts';
import { lagWords, leadWords } from '../lib/ledger.ts';
import { lastSegment, monitorPath, monitorSpanPath } from '../lib/places.ts';
import { splitAtGaps } from '../lib/strip.ts';
import { capitalise } from '../lib/words.ts';

/** One incident: what happened, in words, and the looks that say so. */
export function IncidentPage() {
  useLocation();
  const id = lastSegment(location.pathname);
  const { data, error, refetch } = useIncident(id);
  useBack('/incidents');
  return (
    <>
      <BackLink href="/incidents">Incidents</BackLink>
      {data !== undefined ? (
        <IncidentData key={id} detail={data} />
      ) : isGone(error) ? (
        <Empty title="No incident has this address.">
          <p>It may have been of a monitor whose history is not kept any more, or the link is cut short.</p>
        </Empty>
      ) : error !== null ? (
        <LoadError what="The incident" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={5} heightPx={72} />
        </div>
      )}
    </>
  );
}

function IncidentData({ detail }: { readonly detail: IncidentDetail }) {
  const { incident, timeline } = detail;
  const board = useBoard();
  const { id, monitor, worst_status, why, flapping, state } = incident;
  const title =
    monitor === null ? 'Kora' : (board.data?.monitors.find(({ name }) => name === monitor)?.title ?? monitor);
  const lasted = useTimeText((now) => capitalise(lastedWords(incident, now)));
  return (
    <article data-incident={id} data-state={state}>
      <header className="mb-8">
        <div className="flex items-start gap-3">
          <span className="mt-1 md:mt-1.5">
            <StatusMark status={state === 'open' ? worst_status : 'healthy'} size={24} />
          </span>
          <h1 className="min-w-0 text-20 font-semibold tracking-[-0.012em] [overflow-wrap:anywhere] md:text-28 md:tracking-[-0.018em]">
            {incidentSentence(incident, title)}.
          </h1>
        </div>
        <div className="mt-2 md:pl-9">
          <p className="text-14">
            <span className="font-medium">{lasted}</span>
            {state === 'closed' && <span className="text-muted">; it is over</span>}
            {flapping && <span className="text-muted">; it keeps changing its state</span>}
          </p>
          <p className="mt-2 max-w-[68ch] text-16 [overflow-wrap:anywhere]">{why}</p>
        </div>
      </header>
      <div className="grid gap-x-10 gap-y-10 lg:grid-cols-[minmax(0,1fr)_300px]">
        <div className="flex min-w-0 flex-col gap-10">
          <section aria-labelledby="timeline-title">
            <h2 id="timeline-title" className="mb-3 text-13 font-semibold">
              Timeline
            </h2>
            <div className="rounded-card border border-hairline bg-surface px-4 py-4">
              <Timeline events={timeline} />
            </div>
            <NoteForm id={id} />
          </section>
          <Evidence incident={incident} known={board.data?.monitors} />
          <Looks detail={detail} title={title} />
        </div>
        <Facts detail={detail} title={title} />
      </div>
    </article>
  );
}

interface EvidenceProps {
  readonly incident: IncidentDetail['incident'];
  readonly known: readonly BoardMonitor[] | undefined;
}

/** What decided whose fault it is: known of the incident that is open now. */
function Evidence({ incident, known }: EvidenceProps) {
  const monitor = known?.find(
    ({ name, incident: open }) => name === incident.monitor && open === incident.id,
  );
  if (monitor === undefined || incident.state !== 'open' || !canBeExplained(monitor)) return null;
  return (
    <div>
      <h2 className="mb-3 text-13 font-semibold">Whose fault it is</h2>
      <Explained monitor={monitor} />
    </div>
  );
}

function Looks({ detail, title }: { readonly detail: IncidentDetail; readonly title: string }) {
  const { beats } = detail;
  if (beats.length === 0) return null;
  const parts = splitAtGaps(beats);
  const labels = parts.length === 2 ? ['Around its beginning', 'Around its end'] : [];
  const scaleMs = scaleOf(beats);
  return (
    <section aria-labelledby="looks-title">
      <h2 id="looks-title" className="mb-3 text-13 font-semibold">
        Looks around it
      </h2>
      <div className="flex flex-wrap gap-x-10 gap-y-4 rounded-card border border-hairline bg-surface px-4 py-4">
        {parts.map((part, index) => (
          <div key={part[0]?.at} className="min-w-0 grow">
            {labels[index] !== undefined && <h3 className="mb-2 text-12 text-muted">{labels[index]}</h3>}
            <WalkableStrip
              title={labels[index] === undefined ? title : `${title}: ${labels[index].toLowerCase()}`}
              beats={part}
              slots={part.length}
              isSnug
              heightPx={56}
              scaleMs={scaleMs}
            />
          </div>
        ))}
      </div>
      <BeatTable beats={beats} />
    </section>
  );
}

function scaleOf(beats: IncidentDetail['beats']): number {
  return Math.max(50, ...beats.map(({ latency_ms }) => latency_ms ?? 0));
}

function Facts({ detail, title }: { readonly detail: IncidentDetail; readonly title: string }) {
  const { monitor, started_at, ended_at, worst_status, reason } = detail.incident;
  return (
    <div className="flex min-w-0 flex-col gap-8">
      <Part title="Facts">
        <dl>
          <Fact label="Whose fault">{whoseFault(detail.incident)}</Fact>
          <Fact label="At worst">
            <StatusWord status={worst_status} />
          </Fact>
          <Fact label="First bad look">
            <Exact at={started_at} />
          </Fact>
          <Fact label="First good look">
            <Exact at={ended_at} never="not yet" />
          </Fact>
          <Fact label="Reason">
            <code className="font-mono text-12">{reason}</code>
          </Fact>
        </dl>
      </Part>
      <Told incident={detail.incident} />
      {monitor !== null && (
        <Part title="Monitor">
          <ul className="flex flex-col gap-1.5 text-14">
            <li>
              <Link href={monitorPath(monitor)} className="text-accent underline-offset-2 hover:underline">
                {title}
              </Link>
            </li>
            <li>
              <Link
                href={spanPath(monitor, started_at, ended_at)}
                className="text-accent underline-offset-2 hover:underline"
              >
                Its latency at that time
              </Link>
            </li>
          </ul>
        </Part>
      )}
    </div>
  );
}

/** What the provider said of it, and how much later than we saw it. */
function Told({ incident }: { readonly incident: IncidentDetail['incident'] }) {
  const { id, started_at, ended_at, fault, monitor } = incident;
  const isTheirs = monitor !== null && fault === 'provider';
  const entry = useLedgerEntry({ id, from: started_at, to: ended_at, isWanted: isTheirs });
  if (entry === null) return null;
  const { admitted_at, resolved_at, feed_title, feed_url } = entry;
  return (
    <Part title="What their status page said">
      <dl data-told={admitted_at === null ? 'nothing' : 'admitted'}>
        <Fact label="Admitted">
          {leadWords(entry)}
          {admitted_at !== null && (
            <span className="block text-12 text-muted">
              <Exact at={admitted_at} />
            </span>
          )}
        </Fact>
        {resolved_at !== null && (
          <Fact label="Good again here">
            {lagWords(entry)}
            <span className="block text-12 text-muted">
              <Exact at={resolved_at} />
            </span>
          </Fact>
        )}
        {feed_title !== null && (
          <Fact label="As">
            <OutLink url={feed_url}>{feed_title}</OutLink>
          </Fact>
        )}
      </dl>
    </Part>
  );
}

const LEAST_MARGIN_MS = 15 * 60_000;

/** The monitor's page at the time of the incident, with some time around it. */
function spanPath(monitor: string, startedAt: string, endedAt: string | null): string {
  const startMs = Date.parse(startedAt);
  const endMs = endedAt === null ? nowMs() : Date.parse(endedAt);
  const marginMs = Math.max(LEAST_MARGIN_MS, (endMs - startMs) / 2);
  return monitorSpanPath(monitor, startMs - marginMs, Math.min(endMs + marginMs, nowMs()));
}
