import type { ReactNode } from 'react';
import { useLook } from '../hooks/use-look.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { detailTexts } from '../lib/details.ts';
import { intervalText } from '../lib/relative-time.ts';
import { missingSteps } from '../lib/setup.ts';
import { reasonWords, STATUS_LABELS } from '../lib/status.ts';
import { latencyText, medianLatencyMs, sharedScaleMs } from '../lib/strip.ts';
import { PhaseChart } from './phase-chart.tsx';
import { WalkableStrip } from './pulse-strip.tsx';
import { SetupSteps } from './setup-steps.tsx';
import { Button } from './states.tsx';
import { Ago, Exact, PlainAgo } from './time.tsx';

/** Everything that is known of a service: why, since when, how fast, its facts. */
export function MonitorDetails({ monitor }: { readonly monitor: BoardMonitor }) {
  const { title, error, recent, phases } = monitor;
  const missing = missingSteps(monitor);
  const hasLooks = recent.some(({ reason }) => reason !== 'auth_missing');
  return (
    <div className="appear grid gap-x-12 gap-y-6 border-t border-hairline px-4 pb-6 pt-5 @min-[480px]:pl-12 @min-[760px]:grid-cols-[minmax(0,1fr)_300px]">
      <div className="flex min-w-0 flex-col gap-6">
        <Why monitor={monitor} />
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
      <Facts monitor={monitor} />
    </div>
  );
}

function Why({ monitor }: { readonly monitor: BoardMonitor }) {
  const { name, title, status, reason, why, hint } = monitor;
  const { isLooking, look } = useLook(name, title);
  const words =
    why !== ''
      ? why
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
        {hint !== null && <p className="mt-1 text-14 text-muted">{hint}</p>}
      </div>
      {reason !== 'auth_missing' && (
        <Button onClick={look} isBusy={isLooking}>
          {isLooking ? 'Looking…' : 'Look again'}
        </Button>
      )}
    </div>
  );
}

function Facts({ monitor }: { readonly monitor: BoardMonitor }) {
  const { checked_at, since, next_check_at, interval_ms, timeout_ms, reason, quota, details, status } =
    monitor;
  const texts = detailTexts(details);
  return (
    <div className="flex min-w-0 flex-col gap-6">
      {texts.length > 0 && (
        <Part title="Details">
          <dl>
            {texts.map(({ key, label, value, isKnown }) => (
              <Fact key={key} label={isKnown ? label : <span className="font-mono">{label}</span>}>
                <span title={key} className={value === 'not known' ? 'text-muted' : ''}>
                  {value}
                </span>
              </Fact>
            ))}
          </dl>
        </Part>
      )}
      <Part title="This look">
        <dl>
          <Fact label="Checked">
            <Exact at={checked_at} never="never checked" />
          </Fact>
          {status !== null && since !== null && (
            <Fact label={`${STATUS_LABELS[status]} since`}>
              <Exact at={since} />
            </Fact>
          )}
          {next_check_at !== null && (
            <Fact label="Next look">
              <Ago at={next_check_at} end />
            </Fact>
          )}
          {interval_ms !== null && <Fact label="Looks every">{intervalText(interval_ms / 1_000)}</Fact>}
          {timeout_ms !== null && <Fact label="Waits at most">{intervalText(timeout_ms / 1_000)}</Fact>}
          {reason !== null && (
            <Fact label="Reason">
              <code className="font-mono text-12">{reason}</code>
            </Fact>
          )}
        </dl>
      </Part>
      {quota !== null && (
        <Part title="Quota">
          <dl>
            {(quota.remaining !== null || quota.limit !== null) && (
              <Fact label="Requests left">
                {quota.remaining?.toLocaleString('en') ?? 'not told'}
                {quota.limit !== null && (
                  <span className="text-muted"> of {quota.limit.toLocaleString('en')}</span>
                )}
              </Fact>
            )}
            {quota.reset_at !== null && (
              <Fact label="Starts anew">
                <PlainAgo at={quota.reset_at} />
              </Fact>
            )}
            {quota.retry_after_ms !== null && (
              <Fact label="Asked to wait">{intervalText(Math.round(quota.retry_after_ms / 1_000))}</Fact>
            )}
          </dl>
        </Part>
      )}
    </div>
  );
}

interface PartProps {
  readonly title: string;
  readonly note?: string | null;
  readonly children: ReactNode;
}

function Part({ title, note = null, children }: PartProps) {
  return (
    <section>
      <h3 className="mb-2 flex gap-3 text-12 font-semibold text-muted">
        {title}
        {note !== null && <span className="font-normal">{note}</span>}
      </h3>
      {children}
    </section>
  );
}

function Fact({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-6 border-t border-hairline py-1.5 text-13 first:border-t-0 first:pt-0">
      <dt className="min-w-0 text-muted [overflow-wrap:anywhere]">{label}</dt>
      <dd className="min-w-0 max-w-[70%] text-right [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function stripNote(beats: BoardMonitor['recent']): string | null {
  const median = medianLatencyMs(beats);
  return median === null ? null : `p50 ${latencyText(median)}`;
}
