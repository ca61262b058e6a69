import { useDetailChanges } from '../hooks/use-history.ts';
import { type DetailDifference, detailSteps } from '../lib/detail-changes.ts';
import { Clock } from './time.tsx';

const SHOWN = 8;

/** How the details came to be what they are, the newest first. */
export function DetailHistory({ name }: { readonly name: string }) {
  const { data } = useDetailChanges(name);
  const steps = data === undefined ? [] : detailSteps(data.changes).slice(0, SHOWN);
  if (steps.length === 0) return null;
  return (
    <section aria-labelledby="changes-title">
      <h2 id="changes-title" className="mb-3 text-13 font-semibold">
        How the details changed
      </h2>
      <ol className="rounded-card border border-hairline bg-surface">
        {steps.map(({ at, differences }) => (
          <li
            key={at}
            className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 border-t border-hairline px-4 py-2 text-13 first:border-t-0 max-sm:grid-cols-1"
          >
            <span className="text-muted">
              <Clock at={at} />
            </span>
            <ul>
              {differences.map((difference) => (
                <li key={difference.label} className="[overflow-wrap:anywhere]">
                  <Difference difference={difference} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Difference({ difference }: { readonly difference: DetailDifference }) {
  const { label, isKnown, before, after } = difference;
  return (
    <>
      <span className={isKnown ? '' : 'font-mono text-12'}>{label}</span>{' '}
      <span className="text-muted">
        {before === null ? 'appeared as ' : after === null ? 'is gone, was ' : `from ${before} to `}
      </span>
      <span className="font-medium">{after ?? before}</span>
    </>
  );
}
