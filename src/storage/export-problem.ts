import { errorCode, KoraError } from '../lib/errors.ts';
import { describeFailure } from './store-problem.ts';

// A table or column that is not there: https://www.sqlite.org/rescode.html and
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const SQLITE_ERROR = 1;
const POSTGRES_UNDEFINED = ['42P01', '42703', '3F000'];

/** What went wrong while the store was read, for an operator; a defect of ours comes back as it is. */
export function describeReadProblem(error: unknown): unknown {
  if (error instanceof KoraError) return error;
  if (isLaidOutOtherwise(error)) {
    const text =
      'there is no history of this version yet: start the daemon once, which makes it or brings it up';
    return new KoraError('store_unavailable', text, { cause: error });
  }
  if (!isOfDatabase(error)) return error;
  return new KoraError('store_unavailable', describeFailure(error).message, { cause: error });
}

function isLaidOutOtherwise(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('errcode' in error) return error.errcode === SQLITE_ERROR;
  return POSTGRES_UNDEFINED.includes(errorCode(error) ?? '');
}

// SQLite's errors have a number, those of the system and of Postgres a code.
function isOfDatabase(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  return 'errcode' in error || errorCode(error) !== null;
}
