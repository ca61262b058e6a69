import { type FormEvent, type KeyboardEvent, useId, useState } from 'react';
import { useAddNote } from '../hooks/use-incidents.ts';
import { draftOf, keepDraft, MAX_NOTE_CHARS } from '../lib/notes.ts';

/** Adds to the timeline what people know and no look can see. */
export function NoteForm({ id }: { readonly id: string }) {
  const [text, setText] = useState(() => draftOf(id));
  const write = (next: string) => {
    keepDraft(id, next);
    setText(next);
  };
  const field = useId();
  const { mutate, isPending, error } = useAddNote(id);
  const isTooLong = text.trim().length > MAX_NOTE_CHARS;
  const canSend = text.trim() !== '' && !isTooLong && !isPending;
  const send = () => {
    if (canSend) mutate(text.trim(), { onSuccess: () => write('') });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
    // Else the key would leave the page, and what is written with it.
    if (event.key === 'Escape') event.stopPropagation();
  };
  return (
    <form
      className="mt-3"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      <label htmlFor={field} className="mb-1 block text-13 text-muted">
        Add a note
      </label>
      <textarea
        id={field}
        value={text}
        rows={3}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKey}
        placeholder="What you know and Kora cannot see"
        className="block w-full resize-y rounded-card border border-edge bg-surface px-3 py-2 text-14 placeholder:text-muted"
      />
      <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2">
        <button
          type="submit"
          aria-disabled={!canSend}
          className="h-8 rounded-card border border-hairline bg-page px-3 text-13 font-medium transition-colors duration-120 hover:border-edge aria-disabled:text-muted"
        >
          {isPending ? 'Adding…' : 'Add note'}
        </button>
        <span className="hidden text-12 text-muted sm:[@media(hover:hover)]:inline">
          Ctrl and Enter adds it too
        </span>
        {isTooLong && (
          <span role="alert" className="text-13 text-unhealthy-text">
            {text.trim().length.toLocaleString('en')} characters; at most{' '}
            {MAX_NOTE_CHARS.toLocaleString('en')} fit.
          </span>
        )}
        {error !== null && (
          <span role="alert" className="text-13 text-unhealthy-text">
            The note was not added. {error.message} What you wrote is still here.
          </span>
        )}
      </div>
    </form>
  );
}
