import type { FeedIncident as Incident } from '../lib/feed-words.ts';
import { feedLabel, phaseWords } from '../lib/feed-words.ts';
import { listWords } from '../lib/words.ts';
import { OfficialMark } from './official-mark.tsx';
import { OutLink } from './out-link.tsx';
import { Ago, Clock } from './time.tsx';

const MOST_COMPONENTS = 8;

/** An incident as the provider tells it. All of it is their text: shown as text, whatever it holds. */
export function FeedIncident({ incident }: { readonly incident: Incident }) {
  const { id, title, phase, state, started_at, updated_at, resolved_at, url, text, components, is_watched } =
    incident;
  return (
    <li
      data-feed-incident={id}
      className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 border-t border-hairline px-4 py-3 first:border-t-0"
    >
      <span className="mt-0.5">
        <OfficialMark state={resolved_at === null ? state : 'operational'} />
      </span>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <h3 className="line-clamp-3 text-14 font-medium">
          <OutLink url={url}>{title}</OutLink>
        </h3>
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-13 text-muted">
          <span className={resolved_at === null ? 'text-ink' : ''}>{phaseWords(phase)}</span>
          <span>
            {feedLabel(state)}
            {started_at !== null && (
              <>
                {phase === 'scheduled' ? ' from ' : ' since '}
                <Clock at={started_at} />
              </>
            )}
            {resolved_at !== null && (
              <>
                {' until '}
                <Clock at={resolved_at} />
              </>
            )}
          </span>
          {updated_at !== null && resolved_at === null && (
            <span>
              updated <Ago at={updated_at} />
            </span>
          )}
          {!is_watched && <span>nothing here depends on it</span>}
        </p>
        {text !== null && (
          <p
            className={`proportional mt-2 max-w-[72ch] text-13 whitespace-pre-wrap ${resolved_at === null ? 'line-clamp-[14]' : 'line-clamp-3'}`}
            title={text}
          >
            {text}
          </p>
        )}
        {components.length > 0 && (
          <p className="proportional mt-2 text-12 text-muted">{componentNames(components)}</p>
        )}
      </div>
    </li>
  );
}

function componentNames(components: readonly string[]): string {
  const shown = components.slice(0, MOST_COMPONENTS);
  const others = components.length - shown.length;
  return others === 0 ? listWords(shown) : `${shown.join(', ')} and ${others} more`;
}
