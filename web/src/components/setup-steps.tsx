import type { SetupStep } from '../../../src/contracts/monitors.ts';
import { exportLine, safeLink } from '../lib/setup.ts';
import { CopyLine } from './copy-line.tsx';

/** Variables of a credential: what each is for, where to make it, with how little, and a line to copy. */
export function SetupSteps({ steps }: { readonly steps: readonly SetupStep[] }) {
  return (
    <ol className="flex flex-col">
      {steps.map((step) => (
        <li
          key={step.variable}
          className="border-t border-hairline py-4 first:border-t-0 first:pt-0 last:pb-0"
        >
          <Step step={step} />
        </li>
      ))}
    </ol>
  );
}

function Step({ step }: { readonly step: SetupStep }) {
  const link = safeLink(step.mint_url);
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <code className="font-mono text-13 font-semibold [overflow-wrap:anywhere]">{step.variable}</code>
        <span className="text-12 text-muted">
          {step.required ? 'required' : 'optional'}, {step.present ? 'set' : 'not set'}
        </span>
      </p>
      <p className="mt-1 text-14 [overflow-wrap:anywhere]">{step.purpose}</p>
      <dl className="mt-2 grid grid-cols-1 gap-x-4 gap-y-1 text-13 sm:grid-cols-[104px_minmax(0,1fr)]">
        {link !== null && (
          <>
            <dt className="text-muted">Make it at</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">
              <a
                href={link}
                target="_blank"
                rel="noreferrer noopener"
                className="text-accent underline underline-offset-2"
              >
                {link.replace(/^https:\/\//, '')}
              </a>
            </dd>
          </>
        )}
        {step.least_scope !== null && (
          <>
            <dt className="text-muted">Least scope</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{step.least_scope}</dd>
          </>
        )}
        {!step.present && (
          <>
            <dt className="text-muted">Without it</dt>
            <dd className="min-w-0 [overflow-wrap:anywhere]">{step.without_it}</dd>
          </>
        )}
      </dl>
      {!step.present && <CopyLine line={exportLine(step)} />}
    </>
  );
}
