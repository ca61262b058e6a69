import { type ReactNode, useState } from 'react';
import { useKnownBoard } from '../hooks/use-board.ts';
import { useLive } from '../hooks/use-live.ts';
import { failureWords, type Rest } from '../lib/failure-words.ts';

/** Instead of a list that has nothing in it: what the page is for, and what fills it. */
export function Empty({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="rounded-card border border-dashed border-hairline px-6 py-10">
      <h2 className="text-16 font-semibold">{title}</h2>
      <div className="mt-2 max-w-[60ch] text-14 text-muted [&>*+*]:mt-3">{children}</div>
    </section>
  );
}

interface LoadErrorProps {
  /** What could not be had: "The services". */
  readonly what: string;
  readonly error: Error;
  readonly onRetry: () => Promise<unknown>;
}

/** When there is nothing to show because loading failed: what failed, what still works, and again. */
export function LoadError({ what, error, onRetry }: LoadErrorProps) {
  const words = failureWords(error, useRest());
  return (
    <section role="alert" className="rounded-card border border-hairline bg-surface px-6 py-8 max-sm:px-4">
      <h2 className="text-16 font-semibold">{what} could not be loaded.</h2>
      <p className="mt-2 max-w-[64ch] text-14 text-pretty">{words.what}</p>
      <p className="mt-2 max-w-[64ch] text-14 text-pretty text-muted">
        {words.rest}{' '}
        {words.command !== null && (
          <code className="whitespace-nowrap font-mono text-13 text-ink">{words.command}</code>
        )}
      </p>
      <div className="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2">
        <RetryButton onRetry={onRetry} />
        <span className="text-13 text-muted">It is also tried again by itself.</span>
      </div>
    </section>
  );
}

/** The same for a part of a page whose other parts are there: smaller, and tried again less often. */
export function PartError({ what, error, onRetry }: LoadErrorProps) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-6 gap-y-2 rounded-card border border-hairline bg-surface px-4 py-3"
    >
      <p className="min-w-0 flex-1 basis-64 text-14 [overflow-wrap:anywhere]">
        {what} could not be loaded.{' '}
        <span className="text-13 text-muted">{error.message} It is tried again by itself.</span>
      </p>
      <RetryButton onRetry={onRetry} />
    </div>
  );
}

/** Busy only while it was asked for: what is tried by itself is quiet. */
function RetryButton({ onRetry }: Pick<LoadErrorProps, 'onRetry'>) {
  const [isTrying, setTrying] = useState(false);
  const retry = () => {
    setTrying(true);
    onRetry().finally(() => setTrying(false));
  };
  return (
    <Button onClick={retry} isBusy={isTrying}>
      {isTrying ? 'Trying…' : 'Try again'}
    </Button>
  );
}

function useRest(): Rest {
  const { mode } = useLive();
  const { data } = useKnownBoard();
  if (data === undefined) return 'nothing';
  return mode === 'offline' ? 'last_known' : 'current';
}

/** One line across the page about the data below it. */
export function Banner({ children, label }: { readonly children: ReactNode; readonly label: string }) {
  return (
    <section
      aria-label={label}
      className="mb-4 flex items-start gap-3 rounded-card border border-hairline bg-surface px-4 py-3 text-14"
    >
      {children}
    </section>
  );
}

interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick: () => void;
  readonly isBusy?: boolean;
  readonly className?: string;
}

export function Button({ children, onClick, isBusy = false, className = '' }: ButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={isBusy}
      onClick={() => {
        if (!isBusy) onClick();
      }}
      className={`h-8 rounded-card border border-hairline bg-page px-3 text-13 font-medium transition-colors duration-120 hover:border-edge aria-disabled:text-muted ${className}`}
    >
      {children}
    </button>
  );
}

/** Keeps the space of rows that are on their way; is seen only when they take their time. */
export function SkeletonRows({ count, heightPx }: { readonly count: number; readonly heightPx: number }) {
  return (
    <div aria-busy="true" role="status" className="appear-late">
      <span className="sr-only">Loading</span>
      {Array.from({ length: count }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders are all the same.
          key={index}
          className="flex items-center gap-4 border-t border-hairline px-4 first:border-t-0"
          style={{ height: heightPx }}
        >
          <div className="size-4 rounded-full bg-hairline" />
          <div className="h-3 w-28 rounded bg-hairline" />
          <div className="ml-auto h-3 w-1/3 rounded bg-hairline" />
        </div>
      ))}
    </div>
  );
}

interface PageTitleProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export function PageTitle({ title, children }: PageTitleProps) {
  return (
    <div className="mb-5 flex min-h-9 flex-wrap items-center justify-between gap-x-6 gap-y-3">
      <h1 className="text-20 font-semibold tracking-[-0.012em]">{title}</h1>
      {children}
    </div>
  );
}
