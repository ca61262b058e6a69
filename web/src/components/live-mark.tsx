import { type LiveMode, useLive } from '../hooks/use-live.ts';
import { Clock } from './time.tsx';

const WORDS = {
  connecting: 'Connecting',
  live: 'Live',
  polling: 'Polling',
  offline: 'Offline',
} satisfies Record<LiveMode, string>;

const EXPLANATIONS = {
  connecting: 'Opening the live stream',
  live: 'Every look shows as it ends',
  polling: 'The live stream cannot be had; reading every 10 s',
  offline: 'The daemon does not answer; this is the last known state',
} satisfies Record<LiveMode, string>;

/** How current the page is: a shape and a word. */
export function LiveMark({ isShort = false }: { readonly isShort?: boolean }) {
  const { mode, offlineSinceMs } = useLive();
  return (
    <span
      title={EXPLANATIONS[mode]}
      data-live-mode={mode}
      className="flex min-h-6 items-center gap-2.5 px-2 text-12 text-muted"
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="shrink-0 text-edge">
        {SHAPES[mode]}
      </svg>
      <span>
        {WORDS[mode]}
        {mode === 'offline' && offlineSinceMs !== null && !isShort && (
          <>
            {' '}
            since <Clock at={offlineSinceMs} />
          </>
        )}
      </span>
    </span>
  );
}

const SHAPES = {
  connecting: (
    <circle
      cx="8"
      cy="8"
      r="3.4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeDasharray="2 1.6"
    />
  ),
  live: <circle cx="8" cy="8" r="3.6" className="fill-accent" />,
  polling: (
    <path
      d="M12.2 8A4.2 4.2 0 1 1 10.6 4.7M10.9 2.2v2.7H8.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  offline: (
    <path
      d="M4.6 4.6a4.8 4.8 0 0 0 6.8 6.8M6.4 3.5a4.8 4.8 0 0 1 6.1 6.1M2.5 2.5l11 11"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
    />
  ),
} satisfies Record<LiveMode, unknown>;
