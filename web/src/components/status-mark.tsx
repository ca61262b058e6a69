import type { ReactNode } from 'react';
import type { Status } from '../../../src/contracts/status.ts';
import { STATUS_LABELS } from '../lib/status.ts';

const MARK_CLASSES = {
  healthy: 'text-healthy',
  degraded: 'text-degraded',
  unhealthy: 'text-unhealthy',
  unknown: 'text-unknown',
} satisfies Record<Status, string>;

const TEXT_CLASSES = {
  healthy: 'text-muted',
  degraded: 'text-degraded-text',
  unhealthy: 'text-unhealthy-text',
  unknown: 'text-unknown-text',
} satisfies Record<Status, string>;

const CUT = 'stroke-(--on-mark)';

/** Each status has a shape of its own, so that no one depends on colour. Healthy is the quiet one. */
const SHAPES = {
  healthy: (
    <path
      d="m3.5 8.5 3 3 6-7"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  degraded: (
    <>
      <path
        d="M8 1.8c.5 0 .9.25 1.15.65l5.6 9.75c.5.87-.12 1.8-1.12 1.8H2.37c-1 0-1.62-.93-1.12-1.8l5.6-9.75C7.1 2.05 7.5 1.8 8 1.8z"
        fill="currentColor"
      />
      <path d="M8 6v3.2M8 11.5v.2" className={CUT} strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  unhealthy: (
    <>
      <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" fill="currentColor" />
      <path d="m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4" className={CUT} strokeWidth="1.6" strokeLinecap="round" />
    </>
  ),
  unknown: (
    <circle
      cx="8"
      cy="8"
      r="6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeDasharray="2.6 2.1"
    />
  ),
} satisfies Record<Status, ReactNode>;

/** The shape of a status; hidden from readers, because its word always stands near. `null` is a look under way. */
export function StatusMark({
  status,
  size = 16,
}: {
  readonly status: Status | null;
  readonly size?: number;
}) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      data-fades
      data-mark={status ?? 'none'}
      className={`shrink-0 ${status === null ? 'text-edge' : MARK_CLASSES[status]}`}
    >
      {status === null ? <WaitingShape /> : SHAPES[status]}
    </svg>
  );
}

function WaitingShape() {
  return (
    <g fill="currentColor">
      <circle cx="3" cy="8" r="1.2" />
      <circle cx="8" cy="8" r="1.2" />
      <circle cx="13" cy="8" r="1.2" />
    </g>
  );
}

interface StatusTextProps {
  readonly status: Status;
  readonly children: ReactNode;
}

/** Words in the tone of a status. */
export function StatusText({ status, children }: StatusTextProps) {
  return (
    <span data-greys className={TEXT_CLASSES[status]}>
      {children}
    </span>
  );
}

/** The word of a status. */
export function StatusWord({ status }: { readonly status: Status | null }) {
  if (status === null) return <span className="text-muted">Looking</span>;
  return <StatusText status={status}>{STATUS_LABELS[status]}</StatusText>;
}
