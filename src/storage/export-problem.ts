import { errorCode, KoraError } from '../lib/errors.ts';
import { describeFailure } from './store-problem.ts';

/** What went wrong while the store was read, for an operator; a defect of ours comes back as it is. */
export function describeReadProblem(error: unknown): unknown {
  if (error instanceof KoraError || !isOfDatabase(error)) return error;
  return new KoraError('store_unavailable', describeFailure(error).message, { cause: error });
}

// SQLite's errors have a number, those of the system and of Postgres a code.
function isOfDatabase(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return 'errcode' in error || errorCode(error) !== null;
}
