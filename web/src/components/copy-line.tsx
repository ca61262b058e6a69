import { useState } from 'react';
import { after } from '../lib/clock.ts';

const SHOWN_MS = 2_000;

/** A line to put into a shell, with a button that copies it. */
export function CopyLine({ line }: { readonly line: string }) {
  return (
    <div className="mt-3 flex items-center gap-2 rounded-card border border-hairline bg-page pl-3 pr-1">
      <code className="min-w-0 flex-1 py-1.5 font-mono text-12 [overflow-wrap:anywhere] select-all">
        {line}
      </code>
      <CopyButton text={line} label={`Copy: ${line}`} />
    </div>
  );
}

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
}

export function CopyButton({ text, label }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => {
        setCopied(true);
        after(SHOWN_MS, () => setCopied(false));
      },
      () => {
        // Not allowed here: the text is still there to be selected.
      },
    );
  };
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={label}
      className="h-7 min-w-16 shrink-0 rounded-[4px] px-2 text-12 font-medium text-muted hover:bg-surface hover:text-ink"
    >
      {isCopied ? 'Copied' : 'Copy'}
    </button>
  );
}
