import { CopyButton } from './copy-line.tsx';

/** Lines as they are to be written, with a button that copies them; a line that is too long is scrolled to. */
export function CodeBlock({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div className="relative rounded-card border border-hairline bg-surface">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for what can be filled in. */}
      <pre
        role="group"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too.
        tabIndex={0}
        className="overflow-x-auto rounded-card px-4 py-3 font-mono text-12 leading-5 text-ink"
      >
        {text}
      </pre>
      <span className="absolute right-1 top-1 rounded-[4px] bg-surface">
        <CopyButton text={text} label={`Copy: ${label}`} />
      </span>
    </div>
  );
}
