import { z } from 'zod';
import type { AnyProbeDefinition, ComponentName, FeedSource } from '../probes/define-probe.ts';
import { addressWithQueryOption } from '../probes/options.ts';
import type { MonitorFeed } from './config.ts';
import { type Environment, variable } from './environment.ts';
import { inWords } from './in-words.ts';
import type { Problems } from './problems.ts';

const componentOption = z
  .string()
  .trim()
  .min(1)
  .transform((text, context) => {
    const matches = componentMatcher(text);
    if (matches === null) context.addIssue('is not a regular expression');
    return matches ?? (() => false);
  })
  .describe('A name, `group / name`, or a /regular expression/ of either.');

/** What a monitor may say of the status page of what it looks at. */
export const feedOption = z.union([
  z.literal(false),
  addressWithQueryOption(),
  z.strictObject({
    url: addressWithQueryOption().describe('What is read; its kind is recognised by its body.'),
    components: z
      .array(componentOption)
      .min(1)
      .optional()
      .describe('Those that what is looked at depends on. Default those of the provider, or all.'),
    page: addressWithQueryOption().optional().describe('The page for people.'),
  }),
]);
type FeedOption = z.output<typeof feedOption>;

/** The variable that points a provider's feed elsewhere. */
export function feedVariable(type: string): string {
  return `KORA_${type.toUpperCase().replaceAll('-', '_')}_FEED_URL`;
}

export interface FeedParts {
  readonly definition: AnyProbeDefinition;
  /** What the file says of it; undefined for nothing. */
  readonly given: FeedOption | undefined;
  /** Of the monitor; null while it is not set up. */
  readonly options: unknown;
  readonly env: Environment;
  readonly isOffline: boolean;
  readonly problems: Problems;
}

/** The status page of a monitor: what the file says, then the provider's variable, then the provider's own; null for none. */
export function buildFeed({
  definition,
  given,
  options,
  env,
  isOffline,
  problems,
}: FeedParts): MonitorFeed | null {
  const source = definition.feed ?? null;
  const named =
    given ?? (definition.kind === 'provider' ? readVariable(definition, env, problems) : undefined);
  if (named === false) return null;
  if (named !== undefined) return byHand(named, source, options);
  if (source === null || isOffline) return null;
  // The official page tells nothing of an installation that somebody runs on their own.
  if (options !== null && source.speaksOf?.(options) === false) return null;
  const { url, pageUrl, watches } = source;
  return { url, pageUrl, watches, byHand: false, regionOf: regionOf(source, options) };
}

function readVariable(
  { type }: AnyProbeDefinition,
  env: Environment,
  problems: Problems,
): string | undefined {
  const name = feedVariable(type);
  const text = variable(env, name);
  if (text === null) return undefined;
  const { data, error } = addressWithQueryOption().safeParse(text, { error: inWords });
  for (const issue of error?.issues ?? []) problems.add(`${name}: ${issue.message}`);
  return data;
}

type Source = FeedSource<unknown>;

function byHand(named: Exclude<FeedOption, false>, source: Source | null, options: unknown): MonitorFeed {
  const { url, components, page } = typeof named === 'string' ? { url: named } : named;
  // Components that were named say exactly what is meant, in whatever region.
  const watches = components === undefined ? (source?.watches ?? watchesAll) : watchesThose(components);
  const regionSource = components === undefined ? source : null;
  return {
    url,
    pageUrl: page ?? pageOf(url, source),
    byHand: true,
    watches,
    regionOf: regionOf(regionSource, options),
  };
}

function pageOf(url: string, source: Source | null): string {
  const { origin } = new URL(url);
  return source !== null && new URL(source.url).origin === origin ? source.pageUrl : `${origin}/`;
}

function regionOf(source: Source | null, options: unknown): MonitorFeed['regionOf'] {
  return (details) => (options === null ? null : (source?.regionOf?.(options, details) ?? null));
}

type ComponentMatcher = (component: ComponentName) => boolean;

const watchesAll = () => true;

function watchesThose(matchers: readonly ComponentMatcher[]): ComponentMatcher {
  return (component) => matchers.some((matches) => matches(component));
}

/** Null when the text looks like a regular expression and is none. */
function componentMatcher(text: string): ComponentMatcher | null {
  const [, pattern, flags] = /^\/(.+)\/(i?)$/.exec(text) ?? [];
  if (pattern === undefined) {
    const wanted = text.toLowerCase();
    return (component) => namesOf(component).some((name) => name.toLowerCase() === wanted);
  }
  try {
    const regex = new RegExp(pattern, flags);
    return (component) => namesOf(component).some((name) => regex.test(name));
  } catch {
    return null;
  }
}

// Names repeat between groups, so a component may be named together with its own.
function namesOf({ group, name }: ComponentName): readonly string[] {
  return group === null ? [name] : [name, `${group} / ${name}`];
}
