import type { Details } from '../../../contracts/status.ts';
import { knownNumber } from '../../../domain/verdict.ts';
import { defineProbe, type Judgement } from '../../define-probe.ts';
import { controls } from './controls.ts';
import { explain } from './explain.ts';
import { feed } from './feed.ts';
import { introspect } from './introspect.ts';
import { countAllIssues, readIssues } from './issues.ts';
import { type SentryOptions, schema, variables } from './options.ts';
import { recogniseToken } from './token.ts';

export const sentry = defineProbe({
  type: 'sentry',
  kind: 'provider',
  title: 'Sentry',
  schema,
  variables,
  detailKeys: ['unresolved_issues'],
  // Of one endpoint, as its answers announce it; the window is Sentry's own default. One that is self-hosted has none.
  documentedLimit: { hosts: ['sentry.io'], requests: 40, perMs: 1_000 },
  credential: ({ token }) => token,
  recognise: ({ token }) => recogniseToken(token.reveal()),
  /** Page one; exact when Sentry says that there is no other, and a lower bound until the slow lane knows more. */
  async look(options, { http }) {
    const { ids, nextCursor } = await readIssues(options, http);
    return {
      unresolved_issues: ids.length,
      ...(nextCursor === null ? {} : { unresolved_issues_at_least: true }),
      ...(options.statsPeriod === undefined ? {} : { stats_period: options.statsPeriod }),
    };
  },
  facts: [
    {
      name: 'all issues',
      keys: ['unresolved_issues'],
      everyMs: 300_000,
      deadlineMs: 60_000,
      wanted: (_options, look) => look.unresolved_issues_at_least === true,
      fetch: (options, { http }) => countAllIssues(options, http),
    },
  ],
  judge,
  explain,
  controls,
  feed,
  introspect,
});

function judge({ unresolvedAbove }: SentryOptions, details: Details): Judgement {
  const count = knownNumber(details, 'unresolved_issues');
  if (count === null)
    return { status: 'healthy', why: 'It answers; the unresolved issues could not be counted.' };
  const bound = details.unresolved_issues_at_least === true ? 'At least ' : '';
  const said = `${bound}${count} unresolved ${count === 1 ? 'issue' : 'issues'}`;
  if (count <= unresolvedAbove) return { status: 'healthy', why: `${said}.` };
  return {
    status: 'degraded',
    why: `${said}, above the threshold of ${unresolvedAbove}.`,
    hint: 'Resolve, archive or assign issues in Sentry, or raise unresolvedAbove for this monitor.',
  };
}
