import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { HeadlineView } from '../components/headline-view.tsx';
import { SearchField } from '../components/search-field.tsx';
import { ServiceCard, TroubleCard, UnsetCard } from '../components/service-card.tsx';
import { ServiceLine } from '../components/service-line.tsx';
import { Button, Empty, LoadError } from '../components/states.tsx';
import { StatusCounts } from '../components/status-counts.tsx';
import { Today } from '../components/today.tsx';
import { useBoard } from '../hooks/use-board.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useTitledLooks } from '../hooks/use-titled-looks.ts';
import { ApiError, type Failure } from '../lib/api-error.ts';
import type { Board, BoardMonitor } from '../lib/board.ts';
import { GROUP_NOTES, GROUP_TITLES, type Group, groupMonitors, hasLostNetwork } from '../lib/groups.ts';
import { sharedScaleMs } from '../lib/strip.ts';
import { figureText } from '../lib/words.ts';

/** From here on a group is lines instead of cards, and can be searched. */
const MANY = 13;
/** A group of more than this is shown in part, until it is asked for. */
const CUT_FROM = 90;
/** Fills one, two and three columns. */
const CUT_TO = 60;

const FAILURE_HEADLINES = {
  silent: 'Kora does not answer.',
  unreachable: 'Kora cannot be reached.',
  refused: 'Kora is not answering properly.',
  odd: 'Kora is not answering properly.',
} satisfies Record<Failure, string>;

export function OverviewPage() {
  const { data, error, refetch } = useBoard();
  if (data !== undefined) return <OverviewData board={data} />;
  if (error !== null) {
    return (
      <>
        <h1 className="mb-6 text-20 font-semibold tracking-[-0.012em] md:text-28">
          {FAILURE_HEADLINES[error instanceof ApiError ? error.failure : 'odd']}
        </h1>
        <LoadError what="The services" error={error} onRetry={refetch} />
      </>
    );
  }
  return <OverviewLoading />;
}

function OverviewData({ board }: { readonly board: Board }) {
  const [search, setSearch] = useState('');
  const { monitors } = board;
  const found = useMemo(() => findMonitors(monitors, search), [monitors, search]);
  const groups = useMemo(() => groupMonitors(found), [found]);
  const scaleMs = useMemo(() => sharedScaleMs(monitors.map(({ recent }) => recent)), [monitors]);
  const looks = useTitledLooks(monitors);
  useCommand((command) => {
    if (command === 'look') looks.lookAtFocused();
  });
  return (
    <>
      <HeadlineView board={board} />
      {monitors.some(({ status }) => status !== null) && (
        <section
          aria-label="Heartbeat"
          className="-mt-2 mb-8 flex flex-wrap items-center gap-x-6 gap-y-2 border-y border-hairline py-2.5 text-13"
        >
          <h2 className="font-semibold">
            <Link href="/heartbeat" className="hover:underline">
              Heartbeat
            </Link>
          </h2>
          <StatusCounts statuses={monitors.map(({ status }) => status)} />
        </section>
      )}
      {monitors.length >= MANY && (
        <div className="mb-6">
          <SearchField value={search} onChange={setSearch} />
        </div>
      )}
      {monitors.length === 0 && !board.warming && <NothingWatched />}
      {search !== '' && found.length === 0 && (
        <p className="text-muted">No service has “{search}” in its name.</p>
      )}
      <div className="flex flex-col gap-8">
        {groups.map(({ group, members }) => (
          <GroupSection key={group} group={group} members={members} scaleMs={scaleMs} />
        ))}
        {monitors.some(isMeasured) && <Today monitors={monitors} />}
      </div>
    </>
  );
}

interface GroupSectionProps {
  readonly group: Group;
  readonly members: readonly BoardMonitor[];
  /** One for the whole page, so that heights mean the same in every group. */
  readonly scaleMs: number;
}

function GroupSection({ group, members, scaleMs }: GroupSectionProps) {
  const note = GROUP_NOTES[group];
  return (
    <section aria-labelledby={`group-${group}`}>
      <h2 id={`group-${group}`} className="mb-3 text-13 font-semibold">
        {GROUP_TITLES[group]}{' '}
        <span className="ml-1 font-normal text-muted">{figureText(members.length)}</span>
        {note !== null && <span className="ml-3 hidden font-normal text-muted sm:inline">{note}</span>}
      </h2>
      <GroupList group={group} members={members} scaleMs={scaleMs} />
    </section>
  );
}

function GroupList({ group, members, scaleMs }: GroupSectionProps) {
  const [isWhole, setWhole] = useState(false);
  if (members.length >= MANY) {
    const isCut = !isWhole && members.length > CUT_FROM;
    return (
      <>
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(320px,100%),1fr))] gap-px overflow-hidden rounded-card border border-hairline bg-hairline">
          {(isCut ? members.slice(0, CUT_TO) : members).map((monitor) => (
            <ServiceLine key={monitor.name} monitor={monitor} scaleMs={scaleMs} />
          ))}
        </ul>
        {isCut && (
          <Button className="mt-3" onClick={() => setWhole(true)}>
            Show all {figureText(members.length)}
          </Button>
        )}
      </>
    );
  }
  const isUnset = group === 'not_set_up';
  // Five times the same sentence says no more than the headline does.
  const isBlind = group === 'unseen' && hasLostNetwork(members);
  const isCalm = isUnset || isBlind || group === 'fine' || group === 'waiting';
  const Card = isUnset ? UnsetCard : isCalm ? ServiceCard : TroubleCard;
  return (
    <ul
      className={
        isCalm
          ? 'grid grid-cols-[repeat(auto-fill,minmax(min(320px,100%),1fr))] gap-3'
          : 'rounded-card border border-hairline bg-surface'
      }
    >
      {members.map((monitor) => (
        <Card key={monitor.name} monitor={monitor} scaleMs={scaleMs} />
      ))}
    </ul>
  );
}

function NothingWatched() {
  return (
    <Empty title="This page shows every service your team stands on.">
      <p>
        None is configured. Give Kora a credential and start it again;{' '}
        <Link href="/setup" className="text-accent underline">
          Setup
        </Link>{' '}
        says which variable, where to make its value, and with how little permission.
      </p>
    </Empty>
  );
}

function OverviewLoading() {
  return (
    <div aria-busy="true" role="status" className="appear-late">
      <span className="sr-only">Loading</span>
      <div className="mb-3 h-9 w-2/3 max-w-[480px] rounded-card bg-hairline" />
      <div className="mb-10 h-5 w-40 rounded-card bg-hairline" />
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(320px,100%),1fr))] gap-3">
        {['a', 'b', 'c', 'd', 'e'].map((key) => (
          <div key={key} className="h-[118px] rounded-card border border-hairline bg-surface" />
        ))}
      </div>
    </div>
  );
}

function isMeasured({ recent }: BoardMonitor): boolean {
  return recent.some(({ reason }) => reason !== 'auth_missing');
}

function findMonitors(monitors: readonly BoardMonitor[], search: string): readonly BoardMonitor[] {
  const wanted = search.trim().toLowerCase();
  if (wanted === '') return monitors;
  return monitors.filter(
    ({ name, title }) => name.toLowerCase().includes(wanted) || title.toLowerCase().includes(wanted),
  );
}
