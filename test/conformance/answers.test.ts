import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/time.ts';
import type { Behaviour } from '../../src/simulator/behaviour.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { ANSWER_DEVIATIONS, type Finding, sortOut, withoutPositions } from './deviations.ts';
import { isObject } from './json.ts';
import type { GivenAnswer } from './openapi.ts';
import {
  examplesOf,
  haveSpecifications,
  openSpecification,
  specificationOf,
  WHY_SKIPPED,
} from './specifications.ts';

const simulator = createSimulator({ clock: systemClock, latencyMs: 0, enforceQuotas: false });
beforeAll(() => simulator.start());
afterAll(() => simulator.stop());

const ISSUES = '/api/0/organizations/demo-company/issues/?query=is%3Aunresolved';
const COLLAPSED = 'collapse=stats&collapse=lifetime&collapse=filtered&collapse=unhandled';
const PROJECT = '/v1/projects/demoprojectabcdefghi';
const DOPPLER_PATHS = [
  '/v3/me',
  '/v3/projects',
  '/v3/configs?project=api',
  '/v3/configs/config/logs?project=api&config=prd',
  '/v3/configs/config/secrets/names?project=api&config=prd&include_managed_secrets=false',
];
const PATHS: Readonly<Record<string, readonly string[]>> = {
  vercel: ['/v7/deployments?limit=100', '/v7/deployments?limit=many', '/v6/deployments'],
  sentry: [ISSUES, `${ISSUES}&limit=100&${COLLAPSED}`, `${ISSUES}&statsPeriod=always`],
  doppler: DOPPLER_PATHS,
  supabase: ['/auth/v1/health', PROJECT, `${PROJECT}/health?services=auth&services=db`],
  fly: [
    '/v1/apps/kora-runtime/machines',
    '/v1/apps/kora-runtime',
    '/v1/tokens/current',
    '/v1/platform/regions',
  ],
};
const REFUSALS: readonly Behaviour[] = [
  { kind: 'unauthorized' },
  { kind: 'forbidden' },
  { kind: 'not_found' },
  { kind: 'rate_limited' },
];
const BEHAVIOURS: Readonly<Record<string, readonly Behaviour[]>> = {
  vercel: [{ kind: 'healthy', data: { building: 3, canceled: 9 } }],
  sentry: [{ kind: 'healthy', data: { unresolved: 0 } }],
  doppler: [{ kind: 'healthy', data: { withoutLog: 3, projects: 0 } }],
  supabase: [],
  fly: [{ kind: 'degraded', data: { unreachable: 1, running: 3 } }],
};

async function ask(provider: string, path: string): Promise<GivenAnswer> {
  const env = simulator.environment();
  const headers: Record<string, string> = path.startsWith('/auth/')
    ? { apikey: env.KORA_SUPABASE_ANON_KEY ?? '' }
    : { authorization: `Bearer ${tokenOf(provider, env)}` };
  const response = await fetch(`${simulator.url()}/${provider}${path}`, { headers });
  return {
    method: 'GET',
    path: path.replace(/\?.*$/, ''),
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}

function tokenOf(provider: string, env: Record<string, string>): string {
  if (provider === 'supabase') return env.KORA_SUPABASE_MANAGEMENT_TOKEN ?? '';
  return (env[`KORA_${provider.toUpperCase()}_API_TOKEN`] ?? '').replace('FlyV1 ', '');
}

async function findIn(provider: string, paths: readonly string[]): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const path of paths) {
    const specification = specificationOf(provider, path) ?? 'none';
    const problems = openSpecification(specification).checkAnswer(await ask(provider, path));
    found.push(...problems.map((problem) => ({ specification, finding: withoutPositions(problem) })));
  }
  return found;
}

describe.skipIf(!haveSpecifications)(`the simulator's answers${WHY_SKIPPED}`, () => {
  test('are what the specifications describe, but for the listed deviations', async () => {
    const findings: Finding[] = [];
    for (const [provider, paths] of Object.entries(PATHS)) {
      const behaviours: readonly Behaviour[] = [{ kind: 'healthy' }, { kind: 'degraded' }, ...REFUSALS];
      for (const behaviour of [...behaviours, ...(BEHAVIOURS[provider] ?? [])]) {
        simulator.set(provider, behaviour);
        findings.push(...(await findIn(provider, paths)));
      }
    }
    expect(sortOut(findings, ANSWER_DEVIATIONS)).toEqual({ unexplained: [], unused: [] });
  });

  // This specification requires nothing, so only its examples tell what a whole answer has.
  test.each(DOPPLER_PATHS)("have every field of Doppler's own examples: %s", async (path) => {
    simulator.set('doppler', { kind: 'healthy' });
    const answer: unknown = JSON.parse((await ask('doppler', path)).body);
    const examples = examplesOf('doppler', path.replace(/\?.*$/, ''));
    expect(examples.length).toBeGreaterThan(0);
    const wanted = new Set(examples.flatMap((example) => fieldsOf(example)));
    expect([...wanted].filter((field) => !fieldsOf(answer).includes(field))).toEqual([]);
  });
});

/** `page`, `projects[].id` and so on. */
function fieldsOf(value: unknown, place = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, `${place}[]`));
  if (!isObject(value)) return [place];
  return Object.entries(value).flatMap(([key, item]) =>
    fieldsOf(item, place === '' ? key : `${place}.${key}`),
  );
}
