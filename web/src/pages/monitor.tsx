import { useLocation } from 'wouter';
import { BackLink } from '../components/back-link.tsx';
import { DayBars } from '../components/day-bars.tsx';
import { DetailHistory } from '../components/detail-history.tsx';
import { Explained } from '../components/explained.tsx';
import { DetailFacts, LookFacts, QuotaFacts } from '../components/monitor-facts.tsx';
import { MonitorHeader } from '../components/monitor-header.tsx';
import { MonitorIncidents } from '../components/monitor-incidents.tsx';
import { Part } from '../components/part.tsx';
import { PhaseChart } from '../components/phase-chart.tsx';
import { RangePanel } from '../components/range-panel.tsx';
import { SetupSteps } from '../components/setup-steps.tsx';
import { SloList } from '../components/slo-list.tsx';
import { Empty, LoadError, SkeletonRows } from '../components/states.tsx';
import { UptimeTable } from '../components/uptime-table.tsx';
import { useBack } from '../hooks/use-back.ts';
import { useBoard } from '../hooks/use-board.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useSlos } from '../hooks/use-history.ts';
import { askForLook } from '../hooks/use-look.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import { useRange } from '../hooks/use-range.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { dayBounds } from '../lib/days.ts';
import { canBeExplained } from '../lib/judgement.ts';
import { lastSegment } from '../lib/places.ts';
import { resetZoom, zoomInto } from '../lib/range.ts';
import { missingSteps } from '../lib/setup.ts';

/** Everything about one monitor: what it is now, what it was, and how well it keeps what was promised. */
export function MonitorPage() {
  useLocation();
  const name = lastSegment(location.pathname);
  const { range, setRange } = useRange();
  const { data, error, refetch } = useBoard();
  useBack('/monitors', () => {
    if (range.span === null) return false;
    setRange(resetZoom(range));
    return true;
  });
  const monitor = data?.monitors.find((candidate) => candidate.name === name);
  return (
    <>
      <BackLink href="/monitors">Monitors</BackLink>
      {monitor !== undefined ? (
        <MonitorData key={name} monitor={monitor} />
      ) : data !== undefined ? (
        <Gone name={name} />
      ) : error !== null ? (
        <LoadError what="The monitor" error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
    </>
  );
}

function MonitorData({ monitor }: { readonly monitor: BoardMonitor }) {
  const { name, title, phases } = monitor;
  const { range, setRange } = useRange();
  const { zone } = usePreferences();
  useCommand((command) => {
    if (command === 'look') void askForLook(name, title);
  });
  const missing = missingSteps(monitor);
  const isExplained = canBeExplained(monitor);
  return (
    <>
      <MonitorHeader monitor={monitor} isExplained={isExplained} />
      {isExplained && (
        <div className="mb-10">
          <Explained monitor={monitor} />
        </div>
      )}
      {missing.length > 0 && (
        <section className="mb-10 max-w-[800px] rounded-card border border-hairline bg-surface px-4 py-4">
          <h2 className="mb-3 text-13 font-semibold">To set up</h2>
          <SetupSteps steps={missing} />
        </section>
      )}
      <RangePanel monitor={monitor} range={range} onRange={setRange} />
      <DayBars
        name={name}
        title={title}
        onDay={(day) => {
          const { fromMs, toMs } = dayBounds(day, zone);
          setRange(zoomInto(range, fromMs, toMs));
          document.getElementById('looks-title')?.scrollIntoView({ block: 'center' });
        }}
      />
      <div className="grid gap-x-10 gap-y-10 lg:grid-cols-[minmax(0,1fr)_300px]">
        <div className="flex min-w-0 flex-col gap-10">
          <UptimeTable name={name} />
          <MonitorIncidents monitor={monitor} />
          <DetailHistory name={name} />
        </div>
        <div className="flex min-w-0 flex-col gap-8">
          <Slos name={name} />
          <DetailFacts details={monitor.details} />
          {phases !== null && (
            <Part title="Where the time of the last look went">
              <PhaseChart phases={phases} />
            </Part>
          )}
          <LookFacts monitor={monitor} />
          <QuotaFacts quota={monitor.quota} />
          <Credential monitor={monitor} />
        </div>
      </div>
    </>
  );
}

function Slos({ name }: { readonly name: string }) {
  const { data } = useSlos();
  const slos = data?.slos.filter(({ monitors }) => monitors.includes(name)) ?? [];
  if (slos.length === 0) return null;
  return (
    <Part title={slos.length === 1 ? 'Objective' : 'Objectives'}>
      <SloList slos={slos} />
    </Part>
  );
}

function Credential({ monitor: { setup } }: { readonly monitor: BoardMonitor }) {
  if (setup.length === 0) return null;
  return (
    <Part title="Credential">
      <ul className="text-13">
        {setup.map(({ variable, required, present }) => (
          <li
            key={variable}
            className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-hairline py-1.5 first:border-t-0 first:pt-0"
          >
            <code className="min-w-0 font-mono text-12 [overflow-wrap:anywhere]">{variable}</code>
            <span className="text-muted">{present ? 'set' : required ? 'not set' : 'not set, optional'}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Gone({ name }: { readonly name: string }) {
  return (
    <Empty title="No monitor has this name.">
      <p>
        Nothing called <code className="font-mono text-13 text-ink [overflow-wrap:anywhere]">{name}</code> is
        watched now. It may have been renamed, or taken out of the configuration.
      </p>
    </Empty>
  );
}

function Loading() {
  return (
    <div className="rounded-card border border-hairline bg-surface">
      <SkeletonRows count={6} heightPx={72} />
    </div>
  );
}
