import { Link } from 'wouter';
import { useDeepBoard } from '../hooks/use-board.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { shownStatus } from '../lib/judgement.ts';
import { monitorPath } from '../lib/places.ts';
import { sharedScaleMs } from '../lib/strip.ts';
import { Part } from './part.tsx';
import { PulseStrip } from './pulse-strip.tsx';
import { StatusMark, StatusWord } from './status-mark.tsx';

const MOST = 12;

/** The monitors that look at a provider, each with its strip. */
export function ProviderLooks({ looks }: { readonly looks: readonly BoardMonitor[] }) {
  const isDeepening = useDeepBoard();
  if (looks.length === 0) return null;
  const scaleMs = sharedScaleMs(looks.map(({ recent }) => recent));
  return (
    <Part title="Our looks">
      <ul className="flex flex-col gap-4" data-deepening={isDeepening}>
        {looks.slice(0, MOST).map((monitor) => (
          <li key={monitor.name} data-monitor={monitor.name}>
            <p className="mb-1.5 flex items-center gap-2 text-13">
              <StatusMark status={shownStatus(monitor)} size={14} />
              <Link
                href={monitorPath(monitor.name)}
                className="min-w-0 truncate text-accent underline-offset-2 hover:underline"
              >
                {monitor.title}
              </Link>
              <span className="ml-auto">
                {monitor.reason === 'auth_missing' ? (
                  <span className="text-muted">Not set up yet</span>
                ) : (
                  <StatusWord status={shownStatus(monitor)} />
                )}
              </span>
            </p>
            <PulseStrip beats={monitor.recent} slots={50} heightPx={32} scaleMs={scaleMs} />
          </li>
        ))}
      </ul>
      {looks.length > MOST && <p className="mt-3 text-13 text-muted">And {looks.length - MOST} more.</p>}
    </Part>
  );
}
