import type { UptimeWindow } from '../../../src/contracts/history.ts';
import { useUptime } from '../hooks/use-history.ts';
import { duration } from '../lib/relative-time.ts';
import {
  beforeFirstLookMs,
  coverageWords,
  goodMs,
  percentText,
  whyUnmeasured,
  windowName,
} from '../lib/uptime.ts';
import { PartError, SkeletonRows } from './states.tsx';

/** Uptime in three parts: good, bad, and not measured, which counts for and against nobody. */
export function UptimeTable({ name }: { readonly name: string }) {
  const { data, error, refetch } = useUptime(name);
  return (
    <section aria-labelledby="uptime-title">
      <h2 id="uptime-title" className="mb-3 text-13 font-semibold">
        Uptime{' '}
        <span className="ml-2 font-normal text-muted">
          Good time by good and bad time; degraded counts as good
        </span>
      </h2>
      {data !== undefined ? (
        <Table windows={data.windows} />
      ) : error !== null ? (
        <PartError what="The uptime" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={6} heightPx={48} />
        </div>
      )}
    </section>
  );
}

const HEADS = ['Over', 'Uptime', 'Coverage', 'Good', 'Bad', 'Not measured', 'Why not measured'] as const;
const CELL =
  'align-baseline @min-[640px]:px-3 @min-[640px]:py-2.5 @min-[640px]:first:pl-4 @min-[640px]:last:pr-4';
const NUMBER = `${CELL} text-right whitespace-nowrap`;

function Table({ windows }: { readonly windows: readonly UptimeWindow[] }) {
  return (
    <div className="@container overflow-hidden rounded-card border border-hairline bg-surface">
      <table className="w-full text-13 @max-[640px]:block">
        <thead className="text-12 text-muted @max-[640px]:sr-only">
          <tr>
            {HEADS.map((head, index) => (
              <th
                key={head}
                scope="col"
                className={`px-3 py-2 font-normal whitespace-nowrap first:pl-4 last:pr-4 ${index === 0 || index === HEADS.length - 1 ? 'text-left' : 'text-right'}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="@max-[640px]:block">
          {windows.map((window) => (
            <Row key={window.window} window={window} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ window }: { readonly window: UptimeWindow }) {
  const { uptime_ratio, coverage_ratio, unhealthy_ms } = window;
  // What was before the first look is no gap; it is told in words.
  const missedMs = Math.max(0, window.unmeasured_ms - beforeFirstLookMs(window));
  const why = whyUnmeasured(window);
  return (
    <tr className="border-t border-hairline @max-[640px]:grid @max-[640px]:grid-cols-[minmax(0,1fr)_auto] @max-[640px]:gap-x-4 @max-[640px]:px-4 @max-[640px]:py-3 @max-[640px]:first:border-t-0">
      <th scope="row" className={`${CELL} text-left font-medium whitespace-nowrap`}>
        {windowName(window.window)}
      </th>
      <td className={`${NUMBER} text-14 font-semibold`}>
        {uptime_ratio === null ? (
          <span className="font-normal text-muted">not known</span>
        ) : (
          percentText(uptime_ratio)
        )}
      </td>
      <td className={`${NUMBER} text-muted @max-[640px]:col-start-2 @max-[640px]:row-start-2`}>
        {coverageWords(coverage_ratio)}
      </td>
      <td className={`${NUMBER} @max-[640px]:col-start-1 @max-[640px]:text-left`}>
        <Phone>Good </Phone>
        {duration(goodMs(window))}
      </td>
      <td className={`${NUMBER} @max-[640px]:col-start-1 @max-[640px]:text-left`}>
        <Phone>Bad </Phone>
        <Amount ms={unhealthy_ms} />
      </td>
      <td className={`${NUMBER} @max-[640px]:col-start-1 @max-[640px]:text-left`}>
        <Phone>Not measured </Phone>
        <Amount ms={missedMs} />
      </td>
      <td className={`${CELL} text-12 text-muted @max-[640px]:col-span-2`}>
        {why.map((words) => (
          <span key={words} className="block">
            {words}
          </span>
        ))}
      </td>
    </tr>
  );
}

function Amount({ ms }: { readonly ms: number }) {
  return ms < 1_000 ? <span className="text-muted">none</span> : duration(ms);
}

/** The head of a column, where the table is a list. */
function Phone({ children }: { readonly children: string }) {
  return (
    <span aria-hidden="true" className="text-muted @min-[640px]:hidden">
      {children}
    </span>
  );
}
