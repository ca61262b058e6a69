import { Link } from 'wouter';
import type { LedgerEntry } from '../../../src/contracts/providers.ts';
import { lagWords, leadWords } from '../lib/ledger.ts';
import { incidentPath } from '../lib/places.ts';
import { duration } from '../lib/relative-time.ts';
import { reasonWords } from '../lib/status.ts';
import { OutLink } from './out-link.tsx';
import { Clock } from './time.tsx';

interface LedgerTableProps {
  readonly entries: readonly LedgerEntry[];
  /** Null where all entries are of one provider anyway. */
  readonly titleOf: ((entry: LedgerEntry) => string) | null;
}

const CELL =
  'align-baseline @min-[720px]:px-3 @min-[720px]:py-2.5 @min-[720px]:first:pl-4 @min-[720px]:last:pr-4';
const HEADS = ['We saw it', 'Lasted', 'They admitted it', 'Good again here', 'What they called it'] as const;

/** For each outage: when we saw it, when the provider told of it, and when it was over by either account. */
export function LedgerTable({ entries, titleOf }: LedgerTableProps) {
  const heads = titleOf === null ? HEADS : (['Provider', ...HEADS] as const);
  return (
    <div className="@container overflow-hidden rounded-card border border-hairline bg-surface">
      <table className="w-full text-13 @max-[720px]:block">
        <caption className="sr-only">Outages, and when their providers told of them</caption>
        <thead className="text-12 text-muted @max-[720px]:sr-only">
          <tr>
            {heads.map((head) => (
              <th
                key={head}
                scope="col"
                className={`px-3 py-2 font-normal whitespace-nowrap first:pl-4 last:pr-4 ${NUMERIC.has(head) ? 'text-right' : 'text-left'}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="@max-[720px]:block">
          {entries.map((entry) => (
            <Row key={entry.incident} entry={entry} title={titleOf?.(entry) ?? null} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NUMERIC: ReadonlySet<string> = new Set(['Lasted', 'They admitted it', 'Good again here']);

function Row({ entry, title }: { readonly entry: LedgerEntry; readonly title: string | null }) {
  const { incident, started_at, ended_at, reason, admitted_at } = entry;
  return (
    <tr
      data-entry={incident}
      className="border-t border-hairline @max-[720px]:grid @max-[720px]:grid-cols-[minmax(0,1fr)_auto] @max-[720px]:gap-x-4 @max-[720px]:gap-y-0.5 @max-[720px]:px-4 @max-[720px]:py-3 @max-[720px]:first:border-t-0"
    >
      {title !== null && (
        <td className={`${CELL} font-medium whitespace-nowrap @max-[720px]:text-14`}>{title}</td>
      )}
      <td className={`${CELL} whitespace-nowrap ${title === null ? '' : '@max-[720px]:text-right'}`}>
        <Link
          href={incidentPath(incident)}
          className="text-accent underline decoration-hairline underline-offset-2 hover:decoration-current"
        >
          <Clock at={started_at} />
        </Link>
      </td>
      <td className={`${CELL} text-right whitespace-nowrap ${title === null ? '' : '@max-[720px]:hidden'}`}>
        {ended_at === null ? 'still on' : duration(Date.parse(ended_at) - Date.parse(started_at))}
      </td>
      <td
        className={`${CELL} @max-[720px]:col-span-2 @min-[720px]:text-right @min-[720px]:whitespace-nowrap ${admitted_at === null ? 'text-muted' : 'font-medium'}`}
      >
        <Phone>Admitted: </Phone>
        {leadWords(entry)}
      </td>
      <td
        className={`${CELL} text-muted @max-[720px]:col-span-2 @min-[720px]:text-right @min-[720px]:whitespace-nowrap`}
      >
        <Phone>Good again here: </Phone>
        {lagWords(entry)}
      </td>
      <td className={`${CELL} [overflow-wrap:anywhere] @max-[720px]:col-span-2`}>
        {entry.feed_title === null ? (
          <span className="text-muted">Nothing; here it was: {reasonWords(reason)}</span>
        ) : (
          <OutLink url={entry.feed_url}>{entry.feed_title}</OutLink>
        )}
      </td>
    </tr>
  );
}

function Phone({ children }: { readonly children: string }) {
  return <span className="font-normal text-muted @min-[720px]:hidden">{children}</span>;
}
