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

/** Each pair of windows: how fast the budget is spent in the short and the long one, and from where on it burns. */
function Burn({ rates }: { readonly rates: readonly BurnRate[] }) {
  if (rates.length === 0) return null;
  return (
    <dl className="mt-3 text-12">
      {rates.map((rate) => (
        <div
          key={`${rate.short} ${rate.long}`}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-t border-hairline py-1.5 last:pb-0"
        >
          <dt>
            Burn over {rate.short} and {rate.long}
          </dt>
          <dd className="row-span-2 flex items-center gap-1">
            {rate.burning && <StatusMark status="unhealthy" size={12} />}
            <span className={rate.burning ? 'text-unhealthy-text' : 'text-muted'}>{burnWords(rate)}</span>
          </dd>
          <dd className="text-muted">
            {rateText(rate.short_rate)} and {rateText(rate.long_rate)}, burning from{' '}
            {rateText(rate.threshold)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
