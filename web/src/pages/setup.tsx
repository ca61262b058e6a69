import { SetupSteps } from '../components/setup-steps.tsx';
import { Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { useBoard } from '../hooks/use-board.ts';
import type { Board, BoardMonitor } from '../lib/board.ts';
import { isWorthMaking, missingSteps, nextToSetUp, setupList, splitSteps } from '../lib/setup.ts';
import { capitalise, countWord, listWords } from '../lib/words.ts';

/** What is not configured, and how to configure it. Nothing can be typed in here: secrets stay where the daemon runs. */
export function SetupPage() {
  const { data, error, refetch } = useBoard();
  return (
    <>
      <PageTitle title="Setup" />
      {data !== undefined ? (
        <SetupData board={data} />
      ) : error !== null ? (
        <LoadError what="The setup" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={5} heightPx={72} />
        </div>
      )}
    </>
  );
}

function SetupData({ board }: { readonly board: Board }) {
  const { unset, partial, done } = setupList(board.monitors);
  if (unset.length + partial.length + done.length === 0) return <NothingToSetUp isRich={board.rich} />;
  const next = nextToSetUp(unset);
  return (
    <div className="max-w-[800px]">
      <p className="mb-6 max-w-[64ch] text-14 text-muted">
        {unset.length > 0
          ? `${capitalise(countWord(unset.length))} ${unset.length === 1 ? 'service is' : 'services are'} not set up. `
          : 'Every service has what it needs. '}
        Set variables where the daemon starts, then start it again.{' '}
        <code className="whitespace-nowrap font-mono text-13 text-ink">kora doctor --live</code> proves each
        one.
      </p>
      {next !== null && <NextStep monitor={next} />}
      <Section
        title={next === null ? 'Not set up' : 'Then'}
        monitors={unset.filter((monitor) => monitor !== next)}
        words={neededWords}
      />
      <Section title="Looks, but could tell more" monitors={partial} words={moreWords} />
      <Section title="Set up" monitors={done} words={countSet} />
    </div>
  );
}

function NothingToSetUp({ isRich }: { readonly isRich: boolean }) {
  return (
    <Empty title={isRich ? 'Nothing here needs a credential.' : 'What to set up could not be read.'}>
      <p>
        {isRich
          ? 'This page lists the environment variables of every service that is looked at with a credential, and what each is for.'
          : 'The part of the daemon that tells of variables does not answer. In a shell, this says the same:'}
      </p>
      {!isRich && <p className="font-mono text-13 text-ink">kora doctor</p>}
    </Empty>
  );
}

/** The one thing to do now, whole; everything else waits folded. */
function NextStep({ monitor }: { readonly monitor: BoardMonitor }) {
  return (
    <section aria-labelledby="next-step" className="mb-8" data-monitor={monitor.name} data-next-step>
      <h2 id="next-step" className="mb-3 text-13 font-semibold">
        The next step: {monitor.title}
      </h2>
      <div className="rounded-card border border-hairline bg-surface px-4 py-4">
        <ServiceSteps monitor={monitor} />
      </div>
    </section>
  );
}

interface SectionProps {
  readonly title: string;
  readonly monitors: readonly BoardMonitor[];
  /** What is told of each while it is folded. */
  readonly words: (monitor: BoardMonitor) => string;
}

function Section({ title, monitors, words }: SectionProps) {
  if (monitors.length === 0) return null;
  return (
    <section className="mb-8">
      <h2 className="mb-3 text-13 font-semibold">
        {title} <span className="ml-1 font-normal text-muted">{monitors.length}</span>
      </h2>
      <ul className="rounded-card border border-hairline bg-surface">
        {monitors.map((monitor) => (
          <li
            key={monitor.name}
            data-monitor={monitor.name}
            className="border-t border-hairline first:border-t-0"
          >
            <details className="group">
              <summary
                data-row
                className="flex min-h-12 cursor-pointer list-none flex-wrap items-center gap-x-4 px-4 py-2 [&::-webkit-details-marker]:hidden"
              >
                <h3 className="text-14 font-semibold [overflow-wrap:anywhere]">{monitor.title}</h3>
                <span className="min-w-0 text-13 text-muted [overflow-wrap:anywhere] max-sm:order-last max-sm:w-full sm:ml-auto sm:text-right">
                  {words(monitor)}
                </span>
                <Chevron className="max-sm:ml-auto group-open:rotate-180" />
              </summary>
              <div className="border-t border-hairline px-4 py-4">
                <ServiceSteps monitor={monitor} />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is needed, open; what is optional, folded; what is set, by name. */
function ServiceSteps({ monitor }: { readonly monitor: BoardMonitor }) {
  const { needed, optional, set } = splitSteps(monitor);
  const telling = needed.length === 0 ? optional.filter(isWorthMaking) : [];
  const others = optional.filter((step) => !telling.includes(step));
  return (
    <div className="flex flex-col gap-4">
      {needed.length + telling.length > 0 && <SetupSteps steps={[...needed, ...telling]} />}
      {others.length > 0 && (
        <details className="group/optional">
          <summary className="flex min-h-6 w-fit cursor-pointer list-none items-center gap-2 text-13 text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
            <Chevron className="-rotate-90 group-open/optional:rotate-0" />
            {capitalise(countWord(others.length))} optional {others.length === 1 ? 'variable' : 'variables'}
          </summary>
          <div className="mt-4 border-t border-hairline pt-4">
            <SetupSteps steps={others} />
          </div>
        </details>
      )}
      {set.length > 0 && (
        <p className="text-13 text-muted">
          Set:{' '}
          {set.map(({ variable }, index) => (
            <span key={variable}>
              <code className="font-mono text-12 text-ink [overflow-wrap:anywhere]">{variable}</code>
              {index < set.length - 1 && ', '}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function Chevron({ className }: { readonly className: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      className={`shrink-0 text-edge transition-transform duration-120 ${className}`}
    >
      <path
        d="m4 6 4 4 4-4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function neededWords(monitor: BoardMonitor): string {
  return `needs ${listWords(missingSteps(monitor).map(({ variable }) => variable))}`;
}

function moreWords({ setup }: BoardMonitor): string {
  const count = setup.filter(isWorthMaking).length;
  return `${countWord(count)} ${count === 1 ? 'variable tells' : 'variables tell'} more`;
}

function countSet({ setup }: BoardMonitor): string {
  return `${setup.filter(({ present }) => present).length} of ${setup.length} set`;
}
