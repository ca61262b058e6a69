import { Link } from 'wouter';
import { useUptimeOfAll } from '../hooks/use-history.ts';
import { useLive } from '../hooks/use-live.ts';
import { useTimeText } from '../hooks/use-now.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import type { Board } from '../lib/board.ts';
import { headline } from '../lib/headline.ts';
import { uptimeSentence } from '../lib/uptime.ts';
import { StatusMark } from './status-mark.tsx';
import { Ago, Clock } from './time.tsx';

/** The one sentence: what is the matter, and who has to act. */
export function HeadlineView({ board }: { readonly board: Board }) {
  const { zone } = usePreferences();
  const { mode, offlineSinceMs } = useLive();
  // The time only changes a headline that names one, so the text is what is watched.
  const encoded = useTimeText((now) => JSON.stringify(headline(board, now, zone)));
  const { text, tone, notes, setupLink }: ReturnType<typeof headline> = JSON.parse(encoded);
  const lastLookAt = latest(board);
  const { data: uptime } = useUptimeOfAll();
  const uptimeWords = tone === null ? null : uptimeSentence(uptime);
  return (
    <div className="mb-8 md:mb-10" data-headline data-tone={tone ?? 'none'}>
      <div className="flex items-start gap-3 md:gap-4">
        {tone !== null && (
          <span className="mt-1 md:mt-1.5">
            <StatusMark status={tone} size={24} />
          </span>
        )}
        <h1 className="text-20 font-semibold tracking-[-0.012em] [overflow-wrap:anywhere] md:text-28 md:tracking-[-0.018em]">
          {setupLink === 'headline' ? (
            <Link
              href="/setup"
              className="underline decoration-edge decoration-1 underline-offset-[6px] hover:decoration-ink"
            >
              {text}
            </Link>
          ) : (
            text
          )}
        </h1>
      </div>
      <p className={`mt-2 min-h-5 text-14 text-muted ${tone === null ? '' : 'md:pl-10'}`}>
        {mode === 'offline' && offlineSinceMs !== null ? (
          <>
            Offline since <Clock at={offlineSinceMs} />, showing the last known state.{' '}
          </>
        ) : (
          <span>{notes.map((note) => `${note} `)}</span>
        )}
        {setupLink === 'notes' && (
          <>
            <Link href="/setup" className="text-accent underline underline-offset-2">
              Set up the first
            </Link>
            .{' '}
          </>
        )}
        {lastLookAt !== null && (
          <>
            Last look <Ago at={lastLookAt} />.
          </>
        )}
        {uptimeWords !== null && <span data-uptime> {uptimeWords}</span>}
      </p>
    </div>
  );
}

function latest({ monitors }: Board): string | null {
  let last: string | null = null;
  for (const { checked_at, reason } of monitors) {
    if (reason !== 'auth_missing' && checked_at !== null && (last === null || checked_at > last))
      last = checked_at;
  }
  return last;
}
