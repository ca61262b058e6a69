import type { Budget } from '../../../src/contracts/providers.ts';
import { intervalText } from '../lib/relative-time.ts';
import { figureText } from '../lib/words.ts';
import { Fact } from './part.tsx';
import { Clock, PlainAgo } from './time.tsx';

/** How much of each quota there is, and how looking keeps to its share of it. */
export function BudgetList({ budgets }: { readonly budgets: readonly Budget[] }) {
  return (
    <ul className="flex flex-col gap-5">
      {budgets.map((budget) => (
        <li key={budget.monitor} data-budget={budget.monitor}>
          {budgets.length > 1 && (
            <h4 className="mb-1 text-13 font-medium [overflow-wrap:anywhere]">{budget.monitor}</h4>
          )}
          <p className="text-13 [overflow-wrap:anywhere]">{budget.words}</p>
          <Remaining budget={budget} />
          <dl className="mt-2">
            <Fact label="Looking may use">{`${(budget.share * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`}</Fact>
            <Fact label="Looks every">
              {intervalText(Math.round(budget.effective_interval_ms / 1_000))}
              {budget.effective_interval_ms > budget.interval_ms && (
                <span className="text-muted">
                  {' '}
                  instead of {intervalText(Math.round(budget.interval_ms / 1_000))}
                </span>
              )}
            </Fact>
            {budget.held_until !== null && (
              <Fact label="No look before">
                <Clock at={budget.held_until} />
              </Fact>
            )}
            {budget.reset_at !== null && (
              <Fact label="Starts anew">
                <PlainAgo at={budget.reset_at} />
              </Fact>
            )}
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Remaining({ budget: { limit, remaining } }: { readonly budget: Budget }) {
  if (limit === null || remaining === null || limit <= 0) return null;
  const share = Math.min(1, Math.max(0, remaining / limit));
  return (
    <div className="mt-2">
      <svg width="100%" height="6" aria-hidden="true" className="rounded-[3px] bg-sunken" data-fades>
        <rect width={`${share * 100}%`} height="6" className="fill-edge" />
      </svg>
      <p className="mt-1 text-12 text-muted">
        {figureText(remaining)} of {figureText(limit)} requests left
      </p>
    </div>
  );
}
