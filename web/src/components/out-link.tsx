import type { ReactNode } from 'react';
import { webLink } from '../lib/links.ts';

interface OutLinkProps {
  /** As somebody else sent it: only a page of the web is followed. */
  readonly url: string | null;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A way out of the dashboard; the bare words where the address leads nowhere that can be trusted. */
export function OutLink({ url, children, className = '' }: OutLinkProps) {
  const link = webLink(url);
  if (link === null) return <span className={className}>{children}</span>;
  return (
    <a
      href={link}
      target="_blank"
      rel="noopener noreferrer"
      className={`text-accent underline decoration-hairline underline-offset-2 hover:decoration-current ${className}`}
    >
      {children}
    </a>
  );
}
