import type { BoardMonitor } from '../lib/board.ts';
import { notify } from '../lib/notice.ts';
import { focusedMonitor } from '../lib/row-focus.ts';
import { askForLook } from './use-look.ts';

/** Asking for a look from the keyboard: at the row that has the focus. */
export function useTitledLooks(monitors: readonly BoardMonitor[]): { lookAtFocused: () => void } {
  return {
    lookAtFocused() {
      const name = focusedMonitor();
      const monitor = monitors.find((candidate) => candidate.name === name);
      if (monitor === undefined)
        return notify('Choose a service first, with j and k; then r looks at it again.');
      notify(`Looking at ${monitor.title}…`);
      void askForLook(monitor.name, monitor.title);
    },
  };
}
