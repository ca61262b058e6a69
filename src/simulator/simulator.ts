import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, type EpochMs, wait } from '../lib/time.ts';
import { type Behaviour, HEALTHY } from './behaviour.ts';
import { answerControl } from './control.ts';
import { doppler } from './doppler.ts';
import { fly } from './fly.ts';
import { createLatency } from './latency.ts';
import { createLocalOrigin } from './local-origin.ts';
import { misbehave, type Scene } from './misbehave.ts';
import { createQuota, type QuotaRule, type QuotaState } from './quota.ts';
import { readBody, readRequest } from './read-request.ts';
import { createRequestRecord, type SeenRequest } from './request-record.ts';
import { sendAnswer } from './send.ts';
import { sentry } from './sentry.ts';
import type { ProviderName, SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';
import { supabase } from './supabase.ts';
import { createSurroundings, type SurroundingControls } from './surroundings.ts';
import { vercel } from './vercel.ts';

export { playDay } from './play-day.ts';

export interface Simulator extends SurroundingControls {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Valid once started. */
  url(): string;
  /** Every variable that points probes, feeds and sentinels here and nowhere else, with made-up credentials. */
  environment(): Record<string, string>;
  /** Throws an Error on a provider or a number that there is not. */
  set(provider: string, behaviour: Behaviour): void;
  /** What was asked of the providers so far, never with a credential. */
  requests(): readonly SeenRequest[];
  clearRequests(): void;
}

export interface SimulatorParts {
  readonly clock: Clock;
  /** A free one unless it says otherwise; always on the loopback address. */
  readonly port?: number;
  /** How long each answer takes; without it, it varies by provider and request as with the real ones. */
  readonly latencyMs?: number;
  /** Of the latencies. */
  readonly seed?: number;
  /** Whether a provider refuses once its quota is used up, as the real ones do. Default true. */
  readonly enforceQuotas?: boolean;
  /** Instead of a provider's own. */
  readonly quotas?: Readonly<Partial<Record<ProviderName, QuotaRule>>>;
}

const PROVIDERS: readonly SimulatedProvider[] = [vercel, sentry, doppler, supabase, fly];
const NO_QUOTA: QuotaState = { limit: 0, remaining: 0, resetAtMs: 0, retryAfterSec: 1, exceeded: false };

/** The APIs of the five providers on one local port, each under a path of its own; `/_control` steers them. */
export function createSimulator(parts: SimulatorParts): Simulator {
  const { clock, port = 0, seed = 1, enforceQuotas = true } = parts;
  const startedAtMs = clock.nowMs();
  const behaviours = new Map<string, Behaviour>(PROVIDERS.map(({ name }) => [name, HEALTHY]));
  const takeQuota = createQuotas(parts.quotas ?? {});
  const record = createRequestRecord();
  const latency = createLatency(seed);
  const stopping = new AbortController();
  const surroundings = createSurroundings(clock);
  const apis = createLocalOrigin(serve);

  function set(provider: string, behaviour: Behaviour): void {
    // Throws on a number that the provider does not have, before anything is changed.
    find(provider).numbers(false, behaviour.data ?? {});
    behaviours.set(provider, behaviour);
  }

  async function serve(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(raw);
    const request = readRequest(raw, body);
    if (request.provider === '_control') {
      const state = () => ({ behaviours: Object.fromEntries(behaviours), ...surroundings.state() });
      answerControl(raw, response, { body, controlled: { ...surroundings.controls, set, state } });
      return;
    }
    const provider = PROVIDERS.find(({ name }) => name === request.provider);
    if (provider === undefined) {
      sendAnswer(response, { status: 404, body: { error: 'no such provider' } });
      return;
    }
    if (surroundings.cutOff(raw, response)) return;
    record.add(request, provider);
    const behaviour = behaviourFor(request);
    const slowMs = behaviour.kind === 'slow' ? behaviour.ms : 0;
    await wait(clock, (parts.latencyMs ?? latency(provider.latencyMs)) + slowMs, stopping.signal);
    // It may have been lost while the answer was on its way.
    if (surroundings.cutOff(raw, response)) return;
    const nowMs = clock.nowMs();
    respond({
      scene: { provider, request, response, nowMs, quota: takeQuota(provider.name, nowMs) },
      behaviour,
      world: { nowMs, startedAtMs },
      enforceQuotas,
    });
  }

  function behaviourFor({ provider, path }: SimulatedRequest): Behaviour {
    const behaviour = behaviours.get(provider) ?? HEALTHY;
    return path.startsWith(behaviour.only ?? '/') ? behaviour : HEALTHY;
  }

  return {
    ...surroundings.controls,
    set,
    async start() {
      await Promise.all([apis.start(port), surroundings.start()]);
    },
    async stop() {
      stopping.abort(new Error('stopped'));
      await Promise.all([apis.stop(), surroundings.stop()]);
    },
    url: () => apis.url(),
    environment: () =>
      Object.assign(
        surroundings.environment(),
        ...PROVIDERS.map((provider) => provider.environment(`${apis.url()}/${provider.name}`)),
      ),
    requests: () => record.list(),
    clearRequests: () => record.clear(),
  };
}

function createQuotas(
  instead: NonNullable<SimulatorParts['quotas']>,
): (provider: ProviderName, nowMs: EpochMs) => QuotaState {
  const quotas = new Map(
    PROVIDERS.flatMap(({ name, quota }) => {
      const rule = instead[name] ?? quota;
      return rule === null ? [] : [[name, createQuota(rule)] as const];
    }),
  );
  return (provider, nowMs) => quotas.get(provider)?.(nowMs) ?? NO_QUOTA;
}

interface Turn {
  readonly scene: Omit<Scene, 'answer'>;
  readonly behaviour: Behaviour;
  readonly world: { readonly nowMs: EpochMs; readonly startedAtMs: EpochMs };
  readonly enforceQuotas: boolean;
}

function respond({ scene, behaviour, world, enforceQuotas }: Turn): void {
  const { provider, request, response, quota } = scene;
  const numbers = { degraded: behaviour.kind === 'degraded', replaced: behaviour.data ?? {} };
  const answer = () => provider.answer(request, { ...world, ...numbers });
  const whole = { ...scene, answer };
  const isKnown = provider.isAuthenticated(request);
  const isPublic = provider.isPublic?.(request) === true;
  // What befalls the account does not befall who comes without its credential.
  if ((isKnown && !isPublic) || !ofTheAccount(behaviour)) {
    if (misbehave(behaviour, whole)) return;
  }
  if (!isPublic && !isKnown) misbehave({ kind: 'unauthorized' }, whole);
  else if (enforceQuotas && quota.exceeded) misbehave({ kind: 'rate_limited' }, whole);
  else {
    const good = answer();
    const headers = { ...provider.quotaHeaders(quota, good.status ?? 200), ...good.headers };
    sendAnswer(response, { ...good, headers });
  }
}

function ofTheAccount({ kind }: Behaviour): boolean {
  return ['unauthorized', 'forbidden', 'not_found', 'rate_limited'].includes(kind);
}

function find(name: string): SimulatedProvider {
  const provider = PROVIDERS.find((it) => it.name === name);
  if (provider === undefined) throw new Error(`no provider ${name}`);
  return provider;
}
