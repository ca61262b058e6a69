import type { Evidence } from '../../../src/contracts/evidence.ts';
import type { Fault } from '../../../src/contracts/status.ts';
import { experimentWords, outcomeWords, speaksForWords } from '../lib/fault-words.ts';
import { capitalise } from '../lib/words.ts';
import { Clock } from './time.tsx';

interface EvidenceTableProps {
  readonly evidence: readonly Evidence[];
  /** What was decided: the rows that speak for it stand out. */
  readonly fault: Fault | null;
}

const CELL =
  'align-baseline @min-[640px]:px-3 @min-[640px]:py-2 @min-[640px]:first:pl-4 @min-[640px]:last:pr-4';

/** What was tried to learn whose fault it is: a row each, the look first. */
export function EvidenceTable({ evidence, fault }: EvidenceTableProps) {
  if (evidence.length === 0) return null;
  return (
    <table className="w-full text-13 @max-[640px]:block" data-evidence>
      <caption className="sr-only">What was tried, and what it speaks for</caption>
      <thead className="text-12 text-muted @max-[640px]:sr-only">
        <tr>
          {['What was tried', 'When', 'What came back', 'Speaks for'].map((head) => (
            <th
              key={head}
              scope="col"
              className="px-3 py-2 text-left font-normal whitespace-nowrap first:pl-4 last:pr-4"
            >
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="@max-[640px]:block">
        {evidence.map((row) => (
          <Row key={`${row.experiment} ${row.at} ${row.outcome}`} row={row} fault={fault} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, fault }: { readonly row: Evidence; readonly fault: Fault | null }) {
  const { experiment, at, outcome, saw, speaks_for } = row;
  const words = outcomeWords(experiment, outcome);
  const decides = speaks_for !== null && speaks_for === fault;
  return (
    <tr
      data-experiment={experiment}
      className="border-t border-hairline @max-[640px]:grid @max-[640px]:grid-cols-[minmax(0,1fr)_auto] @max-[640px]:gap-x-4 @max-[640px]:gap-y-0.5 @max-[640px]:px-4 @max-[640px]:py-2.5 @max-[640px]:first:border-t-0"
    >
      <th scope="row" className={`${CELL} text-left font-medium`}>
        {experimentWords(experiment)}
      </th>
      <td className={`${CELL} whitespace-nowrap text-muted`}>
        <Clock at={at} seconds />
      </td>
      <td className={`${CELL} [overflow-wrap:anywhere] @max-[640px]:col-span-2`}>
        {words !== null && capitalise(words)}
        {saw !== '' && <span className={words === null ? '' : 'block text-12 text-muted'}>{saw}</span>}
      </td>
      <td
        className={`${CELL} @max-[640px]:col-span-2 ${decides ? 'font-medium' : 'text-muted'} @min-[640px]:whitespace-nowrap`}
      >
        <span className="font-normal text-muted @min-[640px]:hidden">Speaks for: </span>
        {speaksForWords(speaks_for)}
      </td>
    </tr>
  );
}
