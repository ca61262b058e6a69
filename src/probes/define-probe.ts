import type { ZodType, z } from 'zod';
import type { Details, Reason, Status } from '../contracts/status.ts';
import type { CredentialFacts } from '../domain/credential-health.ts';
import type { HeaderMap, HttpAnswer, HttpRequest } from '../lib/http-client.ts';
import type { Secret } from '../lib/secret.ts';
import type { EpochMs } from '../lib/time.ts';

/** An environment variable that fills one option of a provider; the setup hints, doctor and the docs come from it. */
export interface Variable {
  readonly env: string;
  readonly purpose: string;
  readonly required: boolean;
  readonly secret: boolean;
  /** Where a person makes the value. */
  readonly mintUrl?: string;
  readonly leastScope?: string;
  /** The shape of a value, never a real one. */
  readonly example?: string;
  /** What degrades without it, as a sentence. */
  readonly withoutIt: string;
}

/** One request of a probe. The client adds deadline, User-Agent and limits. */
export interface ProbeRequest
  extends Pick<HttpRequest, 'url' | 'method' | 'body' | 'maxRedirects' | 'maxBodyBytes'> {
  readonly headers?: HeaderMap;
  /** Default true: a redirect to another origin ends the look instead of carrying the credential there. */
  readonly credentialed?: boolean;
}

export interface JsonAnswer<Body> {
  readonly body: Body;
  readonly answer: HttpAnswer;
}

/** How a probe speaks HTTP. Everything that goes wrong is thrown and becomes a verdict in one place. */
export interface ProbeHttp {
  /** The answer, whatever its status; whoever needs its body calls `requireBody` first. */
  send(request: ProbeRequest): Promise<HttpAnswer>;
  /** The parsed body of a 2xx JSON answer; anything else ends the look with the fitting reason. */
  json<Schema extends ZodType>(request: ProbeRequest, schema: Schema): Promise<JsonAnswer<z.output<Schema>>>;
}

/** All that a probe gets. It has no clock, retry, log, storage or environment. */
export interface ProbeContext {
  readonly http: ProbeHttp;
  readonly startedAtMs: EpochMs;
  readonly signal: AbortSignal;
}

/** How an answer that is not what was asked for is to be understood. */
export interface Refusal {
  readonly reason: Reason;
  /** The status it means; default `unhealthy`. */
  readonly status?: Status;
  /** One line for the frozen contract; default `HTTP <status>`. */
  readonly error?: string;
  /** What was seen, as a sentence. */
  readonly why?: string;
  /** What to do. */
  readonly hint?: string;
}

/** Thrown by a probe that understands what it saw better than the defaults do. */
export class ProbeRefusal extends Error {
  readonly refusal: Refusal & { readonly error: string };

  constructor(refusal: Refusal & { readonly error: string }) {
    super(refusal.error);
    this.name = 'ProbeRefusal';
    this.refusal = refusal;
  }
}

/** A look that was answered well, judged by its facts. */
export interface Judgement {
  readonly status: 'healthy' | 'degraded';
  /** What was seen, as a sentence. */
  readonly why: string;
  readonly hint?: string;
}

/** An expensive fact: fetched in the slow lane, right after the first look and then on its own cadence. */
export interface SlowFact<Options> {
  readonly name: string;
  /** The details it gives; each is `"unknown"` until it came, and again when it fails. */
  readonly keys: readonly string[];
  readonly everyMs: number;
  /** Over all its requests. */
  readonly deadlineMs: number;
  /** The credential of its requests, where that is another than the look's. One fetch proves it for `kora doctor --live`. */
  readonly credential?: (options: Options) => Secret | null;
  /** What that credential is, by its look alone. */
  readonly recognise?: (options: Options) => CredentialKind | null;
  /** Pure; what an answer says of that credential. Null leaves it to the defaults by HTTP status. */
  readonly explain?: (answer: HttpAnswer) => Refusal | null;
  /** For many requests: the first `burst` go at once, each later one `everyMs` after the one before. Default: all at once. */
  readonly pace?: { readonly burst: number; readonly everyMs: number };
  /** Whether it is worth asking, given what the latest look saw; default yes. */
  readonly wanted?: (options: Options, look: Details) => boolean;
  fetch(options: Options, context: ProbeContext): Promise<Details>;
}

/**
 * Calls that tell whose fault a bad look is. None carries a credential, each is cheap, and none is made while all is well.
 */
export interface Controls<Options> {
  /** The look's call without its credential: a living provider refuses it quickly (401 or 403). Null when there is none. */
  readonly withoutCredential?: (options: Options) => ProbeRequest | null;
  /** Whether a 401 or 403 to it is the service's own. Default: one that is no HTML, in which what stands between refuses. */
  readonly isRefusal?: (answer: HttpAnswer) => boolean;
  /** A call that anybody may make, and whether an answer to it is as documented. */
  readonly publicCall?: (options: Options) => PublicCall | null;
}

export interface PublicCall {
  readonly request: ProbeRequest;
  readonly isExpected: (answer: HttpAnswer) => boolean;
}

/** A component of a status page: names repeat, so it is known by its group and name together. */
export interface ComponentName {
  readonly group: string | null;
  readonly name: string;
}

/** The provider's official status page. It is read without any credential, by `feeds/`. */
export interface FeedSource<Options> {
  /** For people. */
  readonly pageUrl: string;
  /** For machines; its kind is recognised by its body. */
  readonly url: string;
  /** Pure. Whether what is looked at depends on a component; `region` as `regionOf` gives it. */
  readonly watches: (component: ComponentName, region: string | null) => boolean;
  /** Pure. The region of what is looked at, in the words of the status page; null when it is not known. */
  readonly regionOf?: (options: Options, details: Details) => string | null;
  /** Pure. Whether the page is about what is looked at: not where somebody runs the software himself. Default always. */
  readonly speaksOf?: (options: Options) => boolean;
}

/** A limit as a provider documents it: so many requests of one credential in so long, at its own hosts and below them. */
export interface DocumentedLimit {
  readonly hosts: readonly string[];
  readonly requests: number;
  readonly perMs: number;
}

/** What a credential is, by its look alone: nobody is asked. */
export interface CredentialKind extends CredentialFacts {
  readonly kind: string;
  /** Why this kind cannot serve here, and what to make instead. */
  readonly problem?: string;
}

/** What a provider tells about the credential itself; it comes before what its look tells. */
export type CredentialReport = CredentialFacts;

/**
 * A probe is one value: it says how it is configured, and looks once. Deadline, latency, crash and shutdown are
 * decided for all probes in run-probe.ts.
 */
export interface ProbeDefinition<Schema extends ZodType = ZodType> {
  /** The folder's name, and the word in kora.yaml. */
  readonly type: string;
  readonly kind: 'provider' | 'check';
  readonly title: string;
  /** Strict; what kora.yaml may say of it, beside name, interval and timeout. */
  readonly schema: Schema;
  /** By option. A provider only; a check takes everything from kora.yaml. */
  readonly variables: Readonly<Record<string, Variable>>;
  readonly defaultIntervalMs?: number;
  /** The details that a healthy verdict always has, by the frozen contract. */
  readonly detailKeys: readonly string[];
  /** The credential whose calls go one at a time; null when there is none to spare. */
  credential(options: z.output<Schema>): Secret | null;
  /** Where credentials stand among options as the file gives them, beside those that a variable declares. */
  secretPlaces?(given: Readonly<Record<string, unknown>>): readonly (readonly string[])[];
  /** The credential of the look, by its look alone; null when that tells nothing. */
  recognise?(options: z.output<Schema>): CredentialKind | null;
  /** One cheap call per cycle; its first round trip is the latency. */
  look(options: z.output<Schema>, context: ProbeContext): Promise<Details>;
  /** Pure. `details` are those of the look and of the slow lane together. */
  judge(options: z.output<Schema>, details: Details, latencyMs: number): Judgement;
  /** Pure. Null leaves it to the defaults by HTTP status. */
  explain?(options: z.output<Schema>, answer: HttpAnswer): Refusal | null;
  readonly facts?: readonly SlowFact<z.output<Schema>>[];
  /** Where the answers announce none. The length of its window also holds for a limit that they announce. */
  readonly documentedLimit?: DocumentedLimit;
  readonly controls?: Controls<z.output<Schema>>;
  readonly feed?: FeedSource<z.output<Schema>>;
  /** One cheap call that proves the credential and tells what the provider tells about it. Default: a look. */
  introspect?(options: z.output<Schema>, context: ProbeContext): Promise<CredentialReport>;
}

/** Checks the value's type where it is written; adds nothing at run time. */
export function defineProbe<Schema extends ZodType>(
  definition: ProbeDefinition<Schema>,
): ProbeDefinition<Schema> {
  return definition;
}

/**
 * A definition among others. The options were parsed by the same definition's schema, which the type of a list of
 * different probes cannot say.
 */
// biome-ignore lint/suspicious/noExplicitAny: the existential type that TypeScript lacks; only bindProbe uses it.
export type AnyProbeDefinition = ProbeDefinition<ZodType<any>>;
