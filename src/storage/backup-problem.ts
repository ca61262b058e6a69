import { dirname } from 'node:path';
import { errorCode, KoraError } from '../lib/errors.ts';

export interface CopyPaths {
  readonly from: string;
  readonly to: string;
}

/** What went wrong while a store was copied, for an operator; a defect of ours comes back as it is. */
export function describeCopyProblem(error: unknown, paths: CopyPaths): unknown {
  if (error instanceof KoraError) return error;
  const text = systemProblem(error, paths) ?? sqliteProblem(error, paths);
  return text === null ? error : new KoraError('store_unavailable', text, { cause: error });
}

function systemProblem(error: unknown, { to }: CopyPaths): string | null {
  switch (errorCode(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `the folder ${dirname(to)} is not there`;
    case 'EACCES':
    case 'EPERM':
      return `${to} may not be written: check the rights of ${dirname(to)}`;
    case 'EROFS':
      return `${to} cannot be written: the disk is read-only`;
    case 'ENOSPC':
    case 'EDQUOT':
      return fullText(to);
    case 'ENAMETOOLONG':
      return `${to} is too long for a name`;
    default:
      return null;
  }
}

// https://www.sqlite.org/rescode.html, the low byte.
const LOW_BYTE = 0xff;

function sqliteProblem(error: unknown, { from, to }: CopyPaths): string | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return null;
  switch (Number(error.errcode) & LOW_BYTE) {
    case 11:
      return `${from} is damaged`;
    case 26:
      return `${from} is no store of Kora`;
    case 5:
    case 6:
      return `${from} is locked by another program: try again`;
    case 10:
      return `the disk of ${from} or of ${to} cannot be read or written`;
    case 13:
      return fullText(to);
    case 14:
      return `${from} cannot be opened: check its rights and those of its folder`;
    default:
      return null;
  }
}

function fullText(to: string): string {
  return `the disk of ${to} is full: free some space, or name a file on another disk`;
}
