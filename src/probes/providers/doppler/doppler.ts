import type { Details } from '../../../contracts/status.ts';
import { knownNumber } from '../../../domain/verdict.ts';
import { defineProbe, type Judgement } from '../../define-probe.ts';
import { controls } from './controls.ts';
import { explain } from './explain.ts';
import { feed } from './feed.ts';
import { openDoppler } from './listings.ts';
import { type DopplerOptions, schema, variables } from './options.ts';
import { fetchAges } from './secret-ages.ts';
import { excessOfType, mayListProjects, recogniseToken } from './token.ts';

const MINUTE_MS = 60_000;
// Doppler's smallest plan allows 240 reads a minute, and others use the token too.
const PACE = { burst: 60, everyMs: 1_000 };

export const doppler = defineProbe({
  type: 'doppler',
  kind: 'provider',
  title: 'Doppler',
  schema,
  variables,
  detailKeys: ['projects_total', 'oldest_secret_age_days'],
  // Reads of the smallest plan.
  documentedLimit: { hosts: ['api.doppler.com'], requests: 240, perMs: MINUTE_MS },
  credential: ({ token }) => token,
  recognise: ({ token }) => recogniseToken(token.reveal()),
  /** Any kind of token may ask whose it is. */
  async look(options, { http }) {
    const { type, workplace } = await openDoppler(options, http).me();
    return { token_type: type, workplace };
  },
  facts: [
    {
      name: 'projects',
      keys: ['projects_total'],
      everyMs: 15 * MINUTE_MS,
      deadlineMs: MINUTE_MS,
      wanted: ({ token }) => mayListProjects(token.reveal()),
      fetch: async (options, { http }) => ({
        projects_total: (await openDoppler(options, http).projects()).length,
      }),
    },
    {
      name: 'ages',
      keys: ['oldest_secret_age_days'],
      everyMs: 360 * MINUTE_MS,
      deadlineMs: 10 * MINUTE_MS,
      pace: PACE,
      wanted: ({ token }) => mayListProjects(token.reveal()),
      fetch: (options, { http }) => fetchAges(openDoppler(options, http)),
    },
  ],
  judge,
  explain,
  controls,
  feed,
  async introspect(options, { http }) {
    const { type, workplace, owner } = await openDoppler(options, http).me();
    return {
      kind: type,
      ...(owner === null ? {} : { owner }),
      scope: `workplace ${workplace}`,
      ...excessOfType(type),
    };
  },
});

function judge({ token, oldestSecretAgeDaysAbove }: DopplerOptions, details: Details): Judgement {
  const days = knownNumber(details, 'oldest_secret_age_days');
  if (days === null) {
    const unknown = 'It answers; how old the oldest secret is, is not known';
    return mayListProjects(token.reveal())
      ? { status: 'healthy', why: `${unknown}.` }
      : { status: 'healthy', why: `${unknown}, since a service token sees one config only.` };
  }
  if (days > oldestSecretAgeDaysAbove) {
    return {
      status: 'degraded',
      why: `The oldest secret is at least ${days} days old, above the threshold of ${oldestSecretAgeDaysAbove}.`,
      hint: 'Rotate the secrets of the configs that nobody has changed for so long.',
    };
  }
  const mostDays = knownNumber(details, 'oldest_secret_age_days_max');
  const age =
    mostDays === null ? `at least ${days}` : mostDays <= days ? days : `between ${days} and ${mostDays}`;
  return { status: 'healthy', why: `The oldest secret is ${age} days old.` };
}
