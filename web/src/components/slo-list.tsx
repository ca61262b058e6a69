import type { BurnRate, Slo } from '../../../src/contracts/slos.ts';
import { budgetWords, burnWords, objectiveWords, rateText } from '../lib/slo-words.ts';
import { StatusMark } from './status-mark.tsx';

/** Objectives: how much of each error budget is left, and how fast it is being spent. */
export function SloList({ slos }: { readonly slos: readonly Slo[] }) {
  return (
    <ul className="flex flex-col gap-4">
      {slos.map((slo) => (
        <SloItem key={slo.name} slo={slo} />
      ))}
    </ul>
  );
}

function SloItem({ slo }: { readonly slo: Slo }) {
  const { text, note, share } = budgetWords(slo);
  const isSpent = slo.budget_left_ratio !== null && slo.budget_left_ratio <= 0;
  return (
    <li data-slo={slo.name} className="rounded-card border border-hairline bg-surface px-4 py-3 text-13">
      <h4 className="text-14 font-medium [overflow-wrap:anywhere]">{slo.name}</h4>
      <p className="text-muted">
        {objectiveWords(slo)}
        {slo.monitors.length > 1 && `, ${slo.monitors.length} monitors`}
      </p>
      <p className="mt-2 flex items-center gap-1.5 font-medium">
        {isSpent && <StatusMark status="unhealthy" size={14} />}
        {text}
      </p>
      <svg width="100%" height="6" aria-hidden="true" className="mt-1.5 rounded-[3px] bg-sunken" data-fades>
        <rect width={`${share * 100}%`} height="6" className="fill-edge" />
      </svg>
      {note !== '' && <p className="mt-1 text-12 text-muted">{note}</p>}
      <Burn rates={slo.burn} />
    </li>
  );
}

function Burn({ rates }: { readonly rates: readonly BurnRate[] }) {
  if (rates.length === 0) return null;
  return (
    <table className="mt-3 w-full text-12">
      <caption className="sr-only">Burn rates; 1× spends the budget exactly over its window</caption>
      <thead className="text-muted">
        <tr>
          <th scope="col" className="py-1 text-left font-normal">
            Burn over
          </th>
          <th scope="col" className="py-1 text-right font-normal">
            now
          </th>
          <th scope="col" className="py-1 text-right font-normal">
            alarm
          </th>
          <th scope="col" className="py-1 text-right font-normal">
            <span className="sr-only">state</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rates.map((rate) => (
          <tr key={`${rate.short} ${rate.long}`} className="border-t border-hairline">
            <th scope="row" className="py-1 text-left font-normal">
              {rate.short} and {rate.long}
            </th>
            <td className="py-1 text-right whitespace-nowrap">
              {rateText(rate.short_rate)}, {rateText(rate.long_rate)}
            </td>
            <td className="py-1 text-right text-muted">{rateText(rate.threshold)}</td>
            <td className="py-1 pl-2 text-right whitespace-nowrap">
              <span className="inline-flex items-center gap-1">
                {rate.burning && <StatusMark status="unhealthy" size={12} />}
                <span className={rate.burning ? 'text-unhealthy-text' : 'text-muted'}>{burnWords(rate)}</span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
