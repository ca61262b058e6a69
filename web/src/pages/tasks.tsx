import type { CronJob } from '../../../src/contracts/cron.ts';
import { Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { StatusMark } from '../components/status-mark.tsx';
import { Ago } from '../components/time.tsx';
import { useCronJobs } from '../hooks/use-board.ts';
import { intervalText } from '../lib/relative-time.ts';
import { latencyText } from '../lib/strip.ts';

const PURPOSES: Readonly<Record<string, string>> = {
  'heartbeat.service_probes': 'Looks at every service',
  'mcp.health_check': 'Starts every MCP server and lists its tools',
};

export function TasksPage() {
  const { data, error, refetch } = useCronJobs();
  return (
    <>
      <PageTitle title="Tasks" />
      {data !== undefined ? (
        data.length === 0 ? (
          <Empty title="No task runs.">
            <p>This page shows what the daemon does by the clock, and how the last run of each went.</p>
          </Empty>
        ) : (
          <ul className="rounded-card border border-hairline bg-surface">
            {data.map((job) => (
              <TaskItem key={job.name} job={job} />
            ))}
          </ul>
        )
      ) : error !== null ? (
        <LoadError what="The tasks" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={2} heightPx={96} />
        </div>
      )}
    </>
  );
}

function TaskItem({ job }: { readonly job: CronJob }) {
  const purpose = Object.hasOwn(PURPOSES, job.name) ? PURPOSES[job.name] : null;
  return (
    <li className="border-t border-hairline px-4 py-4 first:border-t-0">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-mono text-13 font-semibold [overflow-wrap:anywhere]">{job.name}</h2>
        {purpose !== null && <p className="text-13 text-muted">{purpose}</p>}
      </div>
      <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-5">
        <Cell label="Every">{intervalText(job.interval_seconds)}</Cell>
        <Cell label="Last started">
          <Ago at={job.last_started_at} />
        </Cell>
        <Cell label="Took">{job.last_duration_ms === null ? '–' : latencyText(job.last_duration_ms)}</Cell>
        <Cell label="Next run">
          <Ago at={job.next_run_at} never="not planned" />
        </Cell>
        <Cell label="Runs">{job.runs_total.toLocaleString('en')}</Cell>
      </dl>
      {job.last_error !== null && (
        <div className="mt-3 flex gap-3">
          <span className="mt-2">
            <StatusMark status="unhealthy" />
          </span>
          <div className="min-w-0 flex-1">
            <p className="sr-only">The last run failed</p>
            <pre className="rounded-card border border-hairline bg-page px-3 py-2 font-mono text-12 whitespace-pre-wrap [overflow-wrap:anywhere]">
              {job.last_error}
            </pre>
          </div>
        </div>
      )}
    </li>
  );
}

function Cell({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-muted">{label}</dt>
      <dd className="text-14">{children}</dd>
    </div>
  );
}
