import { FAULTS, type Fault, REASONS, type Reason, STATUSES, type Status } from '../../contracts/status.ts';

/**
 * The bytes by which statuses, reasons and faults are stored: their places in the contract's lists, to which words may
 * only be added at the end.
 */
export function statusCode(status: Status): number {
  return STATUSES.indexOf(status);
}

export function reasonCode(reason: Reason): number {
  return REASONS.indexOf(reason);
}

/** 0 is none. */
export function faultCode(fault: Fault | null): number {
  return fault === null ? 0 : FAULTS.indexOf(fault) + 1;
}

// A byte that is unknown here was written by a newer version: nothing is known of it.
export function statusOf(code: number): Status {
  return STATUSES[code] ?? 'unknown';
}

export function reasonOf(code: number): Reason {
  return REASONS[code] ?? 'internal_error';
}

export function faultOf(code: number): Fault | null {
  return FAULTS[code - 1] ?? null;
}
