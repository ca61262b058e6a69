import type { Feed } from '../../../src/contracts/feeds.ts';
import { figureText } from '../lib/words.ts';
import { OfficialMark, OfficialWord } from './official-mark.tsx';

type Component = Feed['components'][number];

/** A page may list ten thousand; nobody reads them here. */
const MOST_OTHERS = 200;

/** What a status page lists: first what the looks here depend on, then, folded, everything else. */
export function FeedComponents({ components }: Pick<Feed, 'components'>) {
  const watched = components.filter(({ is_watched }) => is_watched);
  const others = [...components.filter(({ is_watched }) => !is_watched)].sort(byTrouble);
  const troubled = others.filter(({ state }) => state !== 'operational').length;
  return (
    <div className="rounded-card border border-hairline bg-surface">
      {watched.length > 0 ? (
        <List components={watched} label="What the looks here depend on" />
      ) : (
        <p className="px-4 py-3 text-13 text-muted">
          None of its components concerns what is looked at here.
        </p>
      )}
      {others.length > 0 && (
        <details className="border-t border-hairline">
          <summary className="cursor-pointer px-4 py-2.5 text-13 text-muted hover:text-ink">
            {figureText(others.length)} {others.length === 1 ? 'other' : 'others'} that nothing here depends
            on
            {troubled > 0 && `, ${figureText(troubled)} not operational`}
          </summary>
          <List components={others.slice(0, MOST_OTHERS)} label="Others" />
          {others.length > MOST_OTHERS && (
            <p className="border-t border-hairline px-4 py-2 text-13 text-muted">
              And {figureText(others.length - MOST_OTHERS)} more.
            </p>
          )}
        </details>
      )}
    </div>
  );
}

function List({ components, label }: { readonly components: readonly Component[]; readonly label: string }) {
  return (
    <ul aria-label={label} className="px-4 py-1">
      {components.map(({ group, name, state }, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: some pages list the same name twice.
          key={`${group} ${name} ${index}`}
          className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-baseline gap-x-3 border-t border-hairline py-1.5 text-13 first:border-t-0"
        >
          <span className="self-center">
            <OfficialMark state={state} size={14} />
          </span>
          <span className="proportional min-w-0 [overflow-wrap:anywhere]">
            {group !== null && <span className="text-muted">{group} / </span>}
            {name}
          </span>
          <span className={state === 'operational' ? 'text-muted' : ''}>
            <OfficialWord state={state} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function byTrouble(a: Component, b: Component): number {
  return Number(a.state === 'operational') - Number(b.state === 'operational');
}
