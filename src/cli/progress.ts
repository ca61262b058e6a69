import type { CancelTimer, Clock } from '../lib/time.ts';
import type { Terminal } from './terminal.ts';

/** One line on standard error that says how far something is, and goes when it is done. Silent where nobody looks. */
export interface Progress {
  say(text: string): void;
  end(): void;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
const FRAME_MS = 80;
// A line that the terminal wraps cannot be cleared as one.
const LONGEST_CHARS = 76;
const CLEAR_LINE = '\r\u001b[K';

export function startProgress(terminal: Terminal, clock: Clock): Progress {
  if (!terminal.interactive) return { say: () => {}, end: () => {} };
  let text = '';
  let frame = 0;
  let cancel: CancelTimer = () => {};
  let ended = false;

  function draw(): void {
    terminal.err(`${CLEAR_LINE}${terminal.paintErr('cyan', FRAMES[frame % FRAMES.length] ?? '')} ${text}`);
    frame += 1;
    cancel = clock.setTimer(FRAME_MS, draw);
  }
  // What is done within the first frame needs no progress.
  cancel = clock.setTimer(FRAME_MS, draw);

  return {
    say(next) {
      text = next.slice(0, LONGEST_CHARS);
    },
    end() {
      if (ended) return;
      ended = true;
      cancel();
      if (frame > 0) terminal.err(CLEAR_LINE);
    },
  };
}
