import { z } from 'zod';
import type { CredentialReport, ProbeContext } from '../../define-probe.ts';
import { readIssues } from './issues.ts';
import type { SentryOptions } from './options.ts';
import { recogniseToken } from './token.ts';

// The index of the API, as Sentry's own source has it (IndexEndpoint): whom it takes the caller for.
const indexSchema = z.looseObject({
  auth: z
    .looseObject({ scopes: z.array(z.string()).max(100) })
    .nullish()
    .catch(null),
  user: z
    .looseObject({
      name: z.string().nullish().catch(null),
      username: z.string().nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

/** Reads one issue, which is what the token is for, and then asks whom Sentry takes its bearer for. */
export async function introspect(options: SentryOptions, { http }: ProbeContext): Promise<CredentialReport> {
  await readIssues(options, http, { limit: 1 });
  const kind = recogniseToken(options.token.reveal())?.kind ?? 'token';
  const reads = `reads the issues of ${options.org}`;
  // What only tells more must not take away that it works.
  const index = await readIndex(options, http).catch(() => null);
  const scopes = index?.auth?.scopes ?? [];
  const owner = index?.user?.name || index?.user?.username;
  return {
    kind,
    scope: scopes.length === 0 ? reads : `${reads} (${scopes.toSorted().join(', ')})`,
    ...(owner ? { owner } : {}),
    ...excessOf(scopes),
  };
}

async function readIndex({ token, apiBase }: SentryOptions, http: ProbeContext['http']) {
  const url = `${apiBase.replace(/\/api\/0$/, '')}/api/0/`;
  const { body } = await http.json(
    { url, headers: { authorization: `Bearer ${token.reveal()}` } },
    indexSchema,
  );
  return body;
}

function excessOf(scopes: readonly string[]): Pick<CredentialReport, 'excess' | 'advice'> {
  const changing = scopes.filter((scope) => !/:read$/.test(scope)).toSorted();
  return changing.length === 0
    ? {}
    : {
        excess: `It may do more than read: ${changing.join(', ')}.`,
        advice: 'Make an internal integration with Issue & Event: Read (event:read) and nothing else.',
      };
}
