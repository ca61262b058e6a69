import { SetupSteps } from '../components/setup-steps.tsx';
import { Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { useBoard } from '../hooks/use-board.ts';
import type { Board, BoardMonitor } from '../lib/board.ts';
import { setupList } from '../lib/setup.ts';
import { capitalise, countWord } from '../lib/words.ts';

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
  if (unset.length + partial.length + done.length === 0) {
    return (
      <Empty title={board.rich ? 'Nothing here needs a credential.' : 'What to set up could not be read.'}>
        <p>
          {board.rich
            ? 'This page lists the environment variables of every service that is looked at with a credential, and what each is for.'
            : 'The part of the daemon that tells of variables does not answer. In a shell, this says the same:'}
        </p>
        {!board.rich && <p className="font-mono text-13 text-ink">kora doctor</p>}
      </Empty>
    );
  }
  return (
    <div className="max-w-[800px]">
      <p className="mb-8 max-w-[64ch] text-14 text-muted">
        {unset.length > 0
          ? `${capitalise(countWord(unset.length))} ${unset.length === 1 ? 'service is' : 'services are'} not set up. `
          : 'Every service has what it needs. '}
        Set variables where the daemon starts, then start it again.{' '}
        <code className="whitespace-nowrap font-mono text-13 text-ink">kora doctor --live</code> proves each
        one.
      </p>
      <Section title="Not set up" monitors={unset} isOpen />
      <Section title="Looks, but could tell more" monitors={partial} />
      <Section title="Set up" monitors={done} />
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  readonly monitors: readonly BoardMonitor[];
  readonly isOpen?: boolean;
}

function Section({ title, monitors, isOpen = false }: SectionProps) {
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
            <details open={isOpen} className="group">
              <summary
                data-row
                className="flex min-h-12 cursor-pointer list-none items-center gap-3 px-4 py-2 [&::-webkit-details-marker]:hidden"
              >
                <h3 className="text-14 font-semibold">{monitor.title}</h3>
                <span className="ml-auto text-13 text-muted">{countSet(monitor)}</span>
                <svg
                  viewBox="0 0 16 16"
                  width="16"
                  height="16"
                  aria-hidden="true"
                  className="text-edge group-open:rotate-180"
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
              </summary>
              <div className="border-t border-hairline px-4 py-4">
                <SetupSteps steps={[...monitor.setup].sort(byUrgency)} />
              </div>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function countSet({ setup }: BoardMonitor): string {
  return `${setup.filter(({ present }) => present).length} of ${setup.length} set`;
}

function byUrgency(a: BoardMonitor['setup'][number], b: BoardMonitor['setup'][number]): number {
  return urgency(b) - urgency(a);
}

function urgency({ required, present }: BoardMonitor['setup'][number]): number {
  return (present ? 0 : 2) + (required ? 1 : 0);
}
