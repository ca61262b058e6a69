import { ApiError } from './api-error.ts';

/** How much of the dashboard there is beside what failed. */
export type Rest = 'current' | 'last_known' | 'nothing';

export interface FailureWords {
  /** What is known of the failure, and no more. */
  readonly what: string;
  /** What still works. */
  readonly rest: string;
  /** The command that does without the daemon, where nothing else is left. */
  readonly command: string | null;
}

const REST_WORDS = {
  current: 'The other pages are current.',
  last_known: 'The other pages show the last known state.',
  nothing: 'Until it answers, no page has anything to show. In a shell, this looks without it:',
} satisfies Record<Rest, string>;

/** What failed and what still works, in words; who has to act where that can be told. */
export function failureWords(error: Error, rest: Rest): FailureWords {
  return {
    what: `${error.message}${cause(error)}`,
    rest: REST_WORDS[rest],
    command: rest === 'nothing' ? 'kora check' : null,
  };
}

// Neither says whether the daemon still looks: from here that cannot be seen.
function cause(error: Error): string {
  if (!(error instanceof ApiError)) return '';
  switch (error.failure) {
    case 'silent':
      return ' It may be stuck or very busy, or the network to it may be; from here that cannot be told apart.';
    case 'unreachable':
      return ' It may have been stopped, or the network to it may be down; from here that cannot be told apart.';
    case 'refused':
      return error.status === 401 ? '' : ' So the daemon runs, but this it could not give.';
    case 'odd':
      return ' Something between, such as a proxy, may have answered instead of the daemon.';
  }
}
