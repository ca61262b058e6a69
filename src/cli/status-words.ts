import type { Status } from '../contracts/status.ts';
import type { Paint } from './terminal.ts';

const LOOK_BY_STATUS = {
  healthy: { mark: '✓', colour: 'green' },
  degraded: { mark: '▲', colour: 'yellow' },
  unhealthy: { mark: '✗', colour: 'red' },
  unknown: { mark: '◌', colour: 'dim' },
} as const satisfies Record<Status, unknown>;

/** A status as its shape and its word: colour only underlines it. */
export function statusWord(status: Status, paint: Paint): string {
  const { mark, colour } = LOOK_BY_STATUS[status];
  return paint(colour, `${mark} ${status}`);
}
