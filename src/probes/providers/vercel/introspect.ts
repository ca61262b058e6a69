import { z } from 'zod';
import type { CredentialReport, ProbeContext } from '../../define-probe.ts';
import { openDeployments } from './deployments.ts';
import type { VercelOptions } from './options.ts';
import { recogniseToken } from './token.ts';

const DAY_MS = 86_400_000;
// Beyond it JavaScript has no date.
const LAST_MS = 8.64e15;
const endSchema = z.number().max(LAST_MS).nullish().catch(null);

// Token metadata (GET /v5/user/tokens/current): times in milliseconds.
const metadataSchema = z.looseObject({
  token: z.looseObject({
    expiresAt: endSchema,
    scopes: z
      .array(z.looseObject({ type: z.string(), teamId: z.string().nullish(), expiresAt: endSchema }))
      .nullish()
      .catch(null),
  }),
});
type Metadata = z.output<typeof metadataSchema>['token'];

/**
 * Lists one deployment, which is what the token is for, and then asks what the token is. A project-scoped token, which is
 * the best kind, may not ask that.
 */
export async function introspect(options: VercelOptions, context: ProbeContext): Promise<CredentialReport> {
  const { token, teamId, projectIds = [] } = options;
  await openDeployments(options, context.http, { sinceMs: context.startedAtMs - DAY_MS, limit: 1 });
  const whose = teamId === undefined ? 'its personal scope' : `team ${teamId}`;
  const where = projectIds.length === 0 ? '' : `, projects ${projectIds.join(', ')}`;
  // What only tells more must not take away that it works.
  const metadata = await readMetadata(options, context.http).catch(() => null);
  return {
    kind: recogniseToken(token.reveal())?.kind ?? 'access token',
    scope: `lists the deployments of ${whose}${where}`,
    ...(metadata === null ? {} : traitsOf(metadata)),
  };
}

async function readMetadata(
  { token, apiBase }: VercelOptions,
  http: ProbeContext['http'],
): Promise<Metadata> {
  const { body } = await http.json(
    { url: `${apiBase}/v5/user/tokens/current`, headers: { authorization: `Bearer ${token.reveal()}` } },
    metadataSchema,
  );
  return body.token;
}

function traitsOf({
  expiresAt,
  scopes,
}: Metadata): Pick<CredentialReport, 'owner' | 'expiresAtMs' | 'excess' | 'advice'> {
  const ends = [expiresAt, ...(scopes ?? []).map((scope) => scope.expiresAt)].filter((end) => end != null);
  const teams = (scopes ?? []).flatMap(({ type, teamId }) =>
    type === 'team' && teamId != null ? [teamId] : [],
  );
  const isWhole = (scopes ?? []).some(({ type }) => type === 'user');
  return {
    expiresAtMs: ends.length === 0 ? null : Math.min(...ends),
    ...(isWhole ? WHOLE_ACCOUNT : teams.length > 0 ? wholeTeams(teams) : {}),
  };
}

const ONE_PROJECT = 'Vercel has no read-only tokens: make one that is scoped to one project, with an expiry.';
const WHOLE_ACCOUNT = {
  owner: 'a whole account',
  excess: 'It may change everything that its account may.',
  advice: ONE_PROJECT,
};

function wholeTeams(teams: readonly string[]) {
  const owner = `team ${teams.join(', ')}`;
  return { owner, excess: `It may change everything of ${owner}.`, advice: ONE_PROJECT };
}
