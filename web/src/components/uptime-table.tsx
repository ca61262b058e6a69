import type { UptimeWindow } from '../../../src/contracts/history.ts';
import { useUptime } from '../hooks/use-history.ts';
import { duration } from '../lib/relative-time.ts';
import { coverageWords, goodMs, percentText, whyUnmeasured, windowName } from '../lib/uptime.ts';
import { LoadError, SkeletonRows } from './states.tsx';

/** Uptime in three parts: good, bad, and not measured, which counts for and against nobody. */
export function UptimeTable({ name }: { readonly name: string }) {
  const { data, error, isFetching, refetch } = useUptime(name);
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
        <LoadError what="The uptime" error={error} isTrying={isFetching} onRetry={() => void refetch()} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={6} heightPx={48} />
        </div>
      )}
    </section>
  );
}

const HEAD = 'px-3 py-2 text-right font-normal first:pl-4 first:text-left last:pr-4';
const CELL = 'px-3 py-2.5 text-right align-baseline first:pl-4 last:pr-4';

function Table({ windows }: { readonly windows: readonly UptimeWindow[] }) {
  return (
    <table className="w-full rounded-card border border-hairline bg-surface text-13 max-sm:block">
      <thead className="text-12 text-muted max-sm:sr-only">
        <tr>
          <th scope="col" className={HEAD}>
            Over
          </th>
          <th scope="col" className={HEAD}>
            Uptime
          </th>
          <th scope="col" className={HEAD}>
            Good
          </th>
          <th scope="col" className={HEAD}>
            Bad
          </th>
          <th scope="col" className={HEAD}>
            Not measured
          </th>
          <th scope="col" className={HEAD}>
            Coverage
          </th>
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {windows.map((window) => (
          <Row key={window.window} window={window} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ window }: { readonly window: UptimeWindow }) {
  const { uptime_ratio, coverage_ratio, unhealthy_ms, unmeasured_ms } = window;
  const why = whyUnmeasured(window);
  return (
    <tr className="border-t border-hairline max-sm:grid max-sm:grid-cols-2 max-sm:px-4 max-sm:py-3 max-sm:first:border-t-0 max-sm:[&>*]:p-0">
      <th scope="row" className={`${CELL} text-left font-medium whitespace-nowrap max-sm:text-left`}>
        {windowName(window.window)}
      </th>
      <td className={`${CELL} text-14 font-semibold whitespace-nowrap`}>
        {uptime_ratio === null ? (
          <span className="font-normal text-muted">not known</span>
        ) : (
          percentText(uptime_ratio)
        )}
      </td>
      <td className={`${CELL} whitespace-nowrap max-sm:col-span-2 max-sm:mt-1 max-sm:text-left`}>
        <Phone>Good</Phone>
        {duration(goodMs(window))}
      </td>
      <td className={`${CELL} whitespace-nowrap max-sm:text-left`}>
        <Phone>Bad</Phone>
        {unhealthy_ms === 0 ? <span className="text-muted">none</span> : duration(unhealthy_ms)}
      </td>
      <td className={`${CELL} max-sm:col-span-2 max-sm:text-left`}>
        <Phone>Not measured</Phone>
        {unmeasured_ms === 0 ? <span className="text-muted">none</span> : duration(unmeasured_ms)}
        {why.length > 0 && (
          <span className="text-12 text-muted sm:block">
            <span className="sm:hidden">: </span>
            {why.join('; ')}
          </span>
        )}
      </td>
      <td className={`${CELL} text-muted whitespace-nowrap max-sm:col-span-2 max-sm:text-left`}>
        {coverageWords(coverage_ratio)}
      </td>
    </tr>
  );
}

/** The head of a column, where the table is a list. */
function Phone({ children }: { readonly children: string }) {
  return (
    <span aria-hidden="true" className="mr-1 text-muted sm:hidden">
      {children}
    </span>
  );
}
