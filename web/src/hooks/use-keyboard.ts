import { useEffect } from 'react';
import { nowMs } from '../lib/clock.ts';
import { runCommand } from '../lib/commands.ts';
import { createKeyReader } from '../lib/keyboard.ts';

/** Listens to the keyboard of the whole page, except while somebody types into a field or a dialog is open. */
export function useKeyboard(): void {
  useEffect(() => {
    const read = createKeyReader();
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) && event.key !== 'Escape') return;
      if (document.querySelector('dialog[open], :popover-open') !== null) return;
      const command = read(event.key, nowMs());
      if (command === null) return;
      // Else the key would also be typed into the search that it opens.
      if (event.key !== 'Escape') event.preventDefault();
      runCommand(command);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable)
  );
}
