import { expect, test } from 'vitest';
import type { Status } from '../contracts/status.ts';
import { exitCodeOfStatuses } from './exit-of-statuses.ts';

const cases: readonly (readonly [readonly Status[], number])[] = [
  [['healthy', 'healthy'], 0],
  [['healthy', 'degraded'], 1],
  [['degraded', 'unhealthy', 'unknown'], 2],
  [['healthy', 'unknown'], 3],
  [['unknown', 'degraded'], 1],
  [[], 3],
];

test.each(cases)('%j exits %i', (statuses, code) => {
  expect(exitCodeOfStatuses(statuses)).toBe(code);
});
