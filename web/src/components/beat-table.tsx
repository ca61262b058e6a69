import type { StoredBeat } from '../../../src/contracts/history.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import { exactTime } from '../lib/relative-time.ts';
import { reasonWords } from '../lib/status.ts';
import { Latency } from './latency.tsx';
import { StatusMark, StatusWord } from './status-mark.tsx';
import { Clock } from './time.tsx';

/** Looks one by one, behind a line that opens. */
export function BeatTable({ beats }: { readonly beats: readonly StoredBeat[] }) {
  const { zone } = usePreferences();
  return (
    <details className="group mt-3 rounded-card border border-hairline bg-surface">
      <summary className="flex min-h-10 cursor-pointer list-none items-center justify-between gap-4 px-4 text-13 text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <span>{beats.length === 1 ? 'The look' : `All ${beats.length} looks`}, one by one</span>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="group-open:rotate-180">
          <path
            d="m4 6 4 4 4-4"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
      </summary>
      <table className="w-full border-t border-hairline text-13">
        <thead className="text-12 text-muted max-sm:sr-only">
          <tr>
            <th scope="col" className="px-4 py-2 text-left font-normal">
              At
            </th>
            <th scope="col" className="px-2 py-2 text-left font-normal">
              Status
            </th>
            <th scope="col" className="px-2 py-2 text-left font-normal max-sm:hidden">
              What was seen
            </th>
            <th scope="col" className="px-4 py-2 text-right font-normal">
              Latency
            </th>
          </tr>
        </thead>
        <tbody>
          {beats.map(({ at, status, reason, error, latency_ms }) => (
            <tr key={at} className="border-t border-hairline align-baseline">
              <td className="px-4 py-1.5 text-muted" title={exactTime(Date.parse(at), zone)}>
                <Clock at={at} seconds />
              </td>
              <td className="px-2 py-1.5 whitespace-nowrap">
                <span className="inline-flex items-center gap-1.5">
                  <StatusMark status={status} size={14} />
                  <StatusWord status={status} />
                </span>
              </td>
              <td className="px-2 py-1.5 text-muted [overflow-wrap:anywhere] max-sm:hidden">
                {reason === 'ok' ? '' : reasonWords(reason)}
                {error !== null && <code className="ml-2 font-mono text-12">{error}</code>}
              </td>
              <td className="px-4 py-1.5 text-right">
                <Latency ms={latency_ms} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
