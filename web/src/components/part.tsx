import type { ReactNode } from 'react';

interface PartProps {
  readonly title: string;
  readonly note?: string | null;
  readonly children: ReactNode;
}

/** A titled part of a page's column. */
export function Part({ title, note = null, children }: PartProps) {
  return (
    <section>
      <h3 className="mb-2 flex gap-3 text-12 font-semibold text-muted">
        {title}
        {note !== null && <span className="font-normal">{note}</span>}
      </h3>
      {children}
    </section>
  );
}

/** One fact: its label and its value. */
export function Fact({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-6 border-t border-hairline py-1.5 text-13 first:border-t-0 first:pt-0">
      <dt className="min-w-0 text-muted [overflow-wrap:anywhere]">{label}</dt>
      <dd className="min-w-0 max-w-[70%] text-right [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}
