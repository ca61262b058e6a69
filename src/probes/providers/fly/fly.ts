import { z } from 'zod';
import { knownNumber } from '../../../domain/verdict.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import {
  type CredentialReport,
  defineProbe,
  type ProbeContext,
  ProbeRefusal,
  type Refusal,
} from '../../define-probe.ts';
import { addressOption, secretOption } from '../../options.ts';
import { RefusedAnswer } from '../../probe-http.ts';
import { controls } from './controls.ts';
import { feed } from './feed.ts';
import { isMacaroon, readCurrentToken } from './introspect.ts';
import { type AppMachines, countMachines, machinesAddress, machinesApi, machinesSchema } from './machines.ts';
import { fetchReleases } from './releases.ts';
import { machinesHeader, recogniseFlyToken } from './token.ts';

const APP_NAME = /^[a-z0-9][a-z0-9-]*$/;

const schema = z.strictObject({
  token: secretOption(),
  appName: z.string().trim().regex(APP_NAME, 'is not an app name').default('kora-runtime'),
  stagingAppName: z.string().trim().regex(APP_NAME, 'is not an app name').optional(),
  apiBase: addressOption().default('https://api.machines.dev'),
  graphqlBase: addressOption().default('https://api.fly.io'),
  scaleToZero: z
    .boolean()
    .default(false)
    .describe('An app of which every machine is stopped on purpose is in order.'),
});
export type FlyOptions = z.output<typeof schema>;

export const fly = defineProbe({
  type: 'fly',
  kind: 'provider',
  title: 'Fly.io',
  schema,
  variables: {
    token: {
      env: 'KORA_FLY_API_TOKEN',
      purpose: 'Lists the machines of the apps, and their releases.',
      required: true,
      secret: true,
      mintUrl: 'https://fly.io/dashboard/personal/tokens',
      leastScope: 'A read-only token of the organization: fly tokens create readonly ORG --expiry 8760h',
      example: 'FlyV1 fm2_…',
      withoutIt: 'Fly is not asked at all and stays unknown.',
    },
    appName: {
      env: 'KORA_FLY_APP_NAME',
      purpose: 'The app whose machines are watched.',
      required: false,
      secret: false,
      example: 'my-app',
      withoutIt: 'The app kora-runtime is watched.',
    },
    stagingAppName: {
      env: 'KORA_FLY_STAGING_APP_NAME',
      purpose: 'A second app that is watched beside it.',
      required: false,
      secret: false,
      example: 'my-app-staging',
      withoutIt: 'Only one app is watched.',
    },
    apiBase: {
      env: 'KORA_FLY_API_BASE',
      purpose: 'Another address of the Machines API, such as the one inside a Fly network.',
      required: false,
      secret: false,
      example: 'http://_api.internal:4280',
      withoutIt: 'https://api.machines.dev is asked.',
    },
    graphqlBase: {
      env: 'KORA_FLY_GRAPHQL_BASE',
      purpose: 'Another address of the GraphQL API, for tests.',
      required: false,
      secret: false,
      example: 'https://api.fly.io',
      withoutIt: 'https://api.fly.io is asked.',
    },
  },
  detailKeys: ['apps_running', 'deploys_last_24h'],
  // Of each action at each app; nothing announces it.
  documentedLimit: { hosts: ['api.machines.dev'], requests: 1, perMs: 1_000 },
  credential: ({ token }) => token,
  recognise: ({ token }) => recogniseFlyToken(token.reveal()),
  async look(options, context) {
    const apps: AppMachines[] = [];
    for (const app of appNames(options)) apps.push(await readApp(options, context, app));
    const sum = (pick: (app: AppMachines) => number) => apps.reduce((total, app) => total + pick(app), 0);
    const isRunning = (app: AppMachines) =>
      app.started > 0 || (options.scaleToZero && app.idle > 0 && app.broken === 0);
    return {
      apps_running: apps.filter(({ started }) => started > 0).length,
      machines_started: sum(({ started }) => started),
      machines_total: sum(({ total }) => total),
      machines_idle: sum(({ idle }) => idle),
      machines_broken: sum(({ broken }) => broken),
      machine_regions: [...new Set(apps.flatMap(({ regions }) => regions))].sort(),
      apps_not_running: apps.filter((app) => !isRunning(app)).map(({ app }) => app),
    };
  },
  facts: [
    {
      name: 'releases',
      keys: ['deploys_last_24h'],
      everyMs: 300_000,
      deadlineMs: 30_000,
      fetch: (options, context) => fetchReleases(options, appNames(options), context),
    },
  ],
  judge(_options, details) {
    const broken = knownNumber(details, 'machines_broken') ?? 0;
    const started = knownNumber(details, 'machines_started') ?? 0;
    const stopped = Array.isArray(details.apps_not_running) ? details.apps_not_running : [];
    const hint = 'Look at the machines with: fly status';
    if (stopped.length > 0)
      return {
        status: 'degraded',
        why: `No machine of ${stopped.join(' and ')} is running.`,
        hint: broken > 0 ? hint : `${hint}. If it may scale to zero, set scaleToZero: true in kora.yaml.`,
      };
    if (broken > 0)
      return {
        status: 'degraded',
        why: `${machines(broken)} should run and ${broken === 1 ? 'does' : 'do'} not run well.`,
        hint,
      };
    return { status: 'healthy', why: `${machines(started)} running, as many as should be.` };
  },
  explain,
  controls,
  feed,
  introspect,
});

async function introspect(options: FlyOptions, context: ProbeContext): Promise<CredentialReport> {
  if (!isMacaroon(options.token)) {
    await readApp(options, context, options.appName);
    return { scope: 'everything its user may do' };
  }
  return await readCurrentToken(
    { url: `${machinesApi(options.apiBase)}/tokens/current`, headers: authorization(options) },
    context,
  );
}

function appNames({ appName, stagingAppName }: FlyOptions): string[] {
  return stagingAppName === undefined || stagingAppName === appName ? [appName] : [appName, stagingAppName];
}

function authorization({ token }: FlyOptions) {
  return { authorization: machinesHeader(token.reveal()) };
}

// `summary=true` would be smaller, but leaves out the checks and the autostop setting.
async function readApp(options: FlyOptions, { http }: ProbeContext, app: string): Promise<AppMachines> {
  try {
    const { body } = await http.json(
      {
        url: machinesAddress(options.apiBase, app),
        headers: authorization(options),
      },
      machinesSchema,
    );
    return countMachines(app, body);
  } catch (error) {
    throw error instanceof RefusedAnswer ? (notVisible(app, error.answer) ?? error) : error;
  }
}

const NOT_VISIBLE_HINT =
  'Check KORA_FLY_APP_NAME and KORA_FLY_STAGING_APP_NAME, and of which organization the token is.';

// An app that the token may not see is 404 or 403; with several apps only this place knows which one it is.
function notVisible(app: string, { status }: HttpAnswer): ProbeRefusal | null {
  if (status === 404) {
    return new ProbeRefusal({
      reason: 'not_found',
      error: 'HTTP 404',
      why: `Fly knows no app ${app} that this token may see (HTTP 404).`,
      hint: NOT_VISIBLE_HINT,
    });
  }
  if (status === 403) {
    return new ProbeRefusal({
      reason: 'permission_denied',
      error: 'HTTP 403',
      why: `Fly knows the token, but it may not see the app ${app} (HTTP 403).`,
      hint: NOT_VISIBLE_HINT,
    });
  }
  return null;
}

function machines(count: number): string {
  return `${count} ${count === 1 ? 'machine' : 'machines'}`;
}

function explain(_options: FlyOptions, { status }: HttpAnswer): Refusal | null {
  if (status !== 401) return null;
  return {
    reason: 'auth_rejected',
    why: 'Fly does not accept this token (HTTP 401): it is wrong, revoked or expired.',
    hint: 'Make a new one with fly tokens create readonly ORG, and set KORA_FLY_API_TOKEN.',
  };
}
