import { Link } from 'wouter';

/** The list that a page belongs to. */
export function BackLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Link
      href={href}
      className="-ml-1 mb-3 inline-flex min-h-6 items-center gap-1 rounded-card pr-2 text-13 text-muted transition-colors duration-120 hover:text-ink"
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path
          d="M9.5 4.5 6 8l3.5 3.5"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {children}
    </Link>
  );
}
