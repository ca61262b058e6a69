import { Suspense } from 'react';
import { Link } from 'wouter';
import { useLook } from '../hooks/use-look.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { canBeExplained, verdictWords } from '../lib/judgement.ts';
import { monitorPath } from '../lib/places.ts';
import { missingSteps } from '../lib/setup.ts';
import { reasonWords, STATUS_LABELS } from '../lib/status.ts';
import { latencyText, medianLatencyMs, sharedScaleMs } from '../lib/strip.ts';
import { Explained } from './later-parts.tsx';
import { DetailFacts, LookFacts, QuotaFacts } from './monitor-facts.tsx';
import { Part } from './part.tsx';
import { PhaseChart } from './phase-chart.tsx';
import { WalkableStrip } from './pulse-strip.tsx';
import { SetupSteps } from './setup-steps.tsx';
import { Button } from './states.tsx';

/** Everything that is known of a service: why, since when, how fast, its facts. */
export function MonitorDetails({ monitor }: { readonly monitor: BoardMonitor }) {
  const { title, error, recent, phases } = monitor;
  const missing = missingSteps(monitor);
  const hasLooks = recent.some(({ reason }) => reason !== 'auth_missing');
  return (
    <div className="appear grid gap-x-12 gap-y-6 border-t border-hairline px-4 pb-6 pt-5 @min-[480px]:pl-12 @min-[760px]:grid-cols-[minmax(0,1fr)_300px]">
      <div className="flex min-w-0 flex-col gap-6">
        <Why monitor={monitor} />
        {canBeExplained(monitor) && (
          <Suspense fallback={<div className="min-h-48" />}>
            <Explained monitor={monitor} />
          </Suspense>
        )}
        {missing.length > 0 && <SetupSteps steps={missing} />}
        {error !== null && (
          <Part title="Error">
            <pre className="overflow-x-auto rounded-card border border-hairline bg-page px-3 py-2 font-mono text-13 whitespace-pre-wrap [overflow-wrap:anywhere]">
              {error}
            </pre>
          </Part>
        )}
        {hasLooks && (
          <Part title="Looks since this daemon started" note={stripNote(recent)}>
            <WalkableStrip
              title={title}
              beats={recent}
              slots={96}
              heightPx={56}
              scaleMs={sharedScaleMs([recent])}
            />
          </Part>
        )}
        {phases !== null && (
          <Part title="Where the time went">
            <PhaseChart phases={phases} />
          </Part>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <DetailFacts details={monitor.details} />
        <LookFacts monitor={monitor} />
        <QuotaFacts quota={monitor.quota} />
      </div>
    </div>
  );
}

function Why({ monitor }: { readonly monitor: BoardMonitor }) {
  const { name, title, status, reason, hint } = monitor;
  const told = verdictWords(monitor);
  const { isLooking, look } = useLook(name, title);
  const note = contractNote(monitor);
  const words =
    told !== ''
      ? told
      : reason !== null && reason !== 'ok'
        ? `${reasonWords(reason).replace(/^./, (first) => first.toUpperCase())}.`
        : status === null
          ? 'The first look is under way.'
          : `The latest look was ${STATUS_LABELS[status].toLowerCase()}.`;
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 max-w-[64ch] flex-1 basis-64 [overflow-wrap:anywhere]">
        <h3 className="sr-only">Why</h3>
        <p className="text-16">{words}</p>
        {hint !== null && !canBeExplained(monitor) && <p className="mt-1 text-14 text-muted">{hint}</p>}
        {note !== null && <p className="mt-1 text-13 text-muted">{note}</p>}
      </div>
      <div className="flex items-center gap-4">
        <Link href={monitorPath(name)} className="text-13 text-accent underline-offset-2 hover:underline">
          History
          <span className="sr-only"> of {title}</span>
        </Link>
        {reason !== 'auth_missing' && (
          <Button onClick={look} isBusy={isLooking}>
            {isLooking ? 'Looking…' : 'Look again'}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Why this panel may call a look otherwise than the other pages do. */
function contractNote({ status, fault }: BoardMonitor): string | null {
  if (status === 'unknown' && fault === 'provider')
    return 'This panel keeps to its contract, in which a look without an answer is pending. Everywhere else it counts as unhealthy, since the provider is at fault.';
  if (status === 'unhealthy' && (fault === 'network' || fault === 'dns' || fault === 'internal'))
    return 'This panel keeps to its contract, in which every error is unhealthy. Everywhere else it says nothing of the service, since the fault is on this side.';
  return null;
}

function stripNote(beats: BoardMonitor['recent']): string | null {
  const median = medianLatencyMs(beats);
  return median === null ? null : `p50 ${latencyText(median)}`;
}
