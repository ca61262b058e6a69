/** `silent`: no answer in time; `unreachable`: no connection; `refused`: an error status; `odd`: something else came. */
export type Failure = 'silent' | 'unreachable' | 'refused' | 'odd';

interface FailureFacts {
  readonly failure: Failure;
  readonly status?: number | null;
  readonly retryAfterSeconds?: number | null;
}

/** A request that was not answered as hoped; the message is for people. */
export class ApiError extends Error {
  readonly failure: Failure;
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;

  constructor(message: string, { failure, status = null, retryAfterSeconds = null }: FailureFacts) {
    super(message);
    this.name = 'ApiError';
    this.failure = failure;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
