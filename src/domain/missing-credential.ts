import type { Verdict } from './verdict.ts';

/** The verdict of a monitor whose required variables are unset: nothing was asked, so nothing is known. */
export function missingCredential(missing: readonly string[]): Verdict {
  const names = missing.map((name) => `'${name}'`).join(', ');
  return {
    status: 'unknown',
    reason: 'auth_missing',
    error: `auth env unset or empty: ${names}`,
    why: 'Not set up yet, so no request was made.',
    hint: `Set ${missing.join(' and ')}, then start Kora again.`,
    latencyMs: null,
    phases: null,
    quota: null,
    details: {},
    attribution: null,
  };
}
