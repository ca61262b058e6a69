import { useRef } from 'react';
import { useCommand } from '../hooks/use-command.ts';
import { SHORTCUTS } from '../lib/keyboard.ts';

/** The list of keys. A dialog of the platform: it holds the focus and closes by Escape by itself. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useCommand((command) => {
    if (command === 'help') dialog.current?.showModal();
  });
  return (
    <dialog
      ref={dialog}
      aria-labelledby="help-title"
      className="m-auto w-[min(400px,calc(100vw-32px))] rounded-card border border-hairline bg-surface p-5 text-ink shadow-xl backdrop:bg-black/40"
      onKeyDown={(event) => {
        if (event.key === '?') dialog.current?.close();
      }}
    >
      <div className="flex items-center justify-between">
        <h2 id="help-title" className="text-16 font-semibold">
          Keyboard
        </h2>
        <button
          type="button"
          className="rounded-card px-2 py-1 text-13 text-muted hover:text-ink"
          onClick={() => dialog.current?.close()}
        >
          Close
        </button>
      </div>
      <dl className="mt-3">
        {SHORTCUTS.map(({ keys, words }) => (
          <div
            key={words}
            className="flex h-8 items-center justify-between gap-4 border-t border-hairline text-13"
          >
            <dt>{words}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-[4px] border border-hairline bg-page px-1.5 text-center font-mono text-12"
                >
                  {key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
