/** Where the simulator or a probe knowingly leaves a specification, and on what grounds. */
export interface Deviation {
  readonly specification: string;
  /** A whole finding, with `*` for positions in lists. */
  readonly finding: RegExp;
  readonly reason: string;
}

const SENTRY_ON_DEMAND = [
  ...['inbox', 'owners', 'integrationIssues', 'sentryAppIssues', 'latestEventHasAttachments', 'sessionCount'],
  ...['filtered', 'isUnhandled', 'lifetime', 'stats'],
  ...['matchingEventId', 'matchingEventEnvironment'],
].join('|');

/** In answers of the simulator. */
export const ANSWER_DEVIATIONS: readonly Deviation[] = [
  {
    specification: 'vercel',
    finding: /^GET \/v[67]\/deployments 429: this status is not described$/,
    reason: 'Limits hold everywhere; their bodies are described with other operations of the API.',
  },
  {
    specification: 'sentry',
    finding: new RegExp(` 200: /\\* must have required property '(?:${SENTRY_ON_DEMAND})'$`),
    reason:
      'Sentry sends these only with their `expand`, without their `collapse`, or for a looked-up short id.',
  },
  {
    specification: 'sentry',
    finding: / 429: this status is not described$/,
    reason: "The server's own source limits every endpoint.",
  },
  {
    specification: 'doppler',
    finding: / (?:401|403|404|429): this status is not described$/,
    reason: "The specification describes no refusals; Doppler's own clients read them.",
  },
  {
    specification: 'supabase-auth',
    finding: /^GET \/health (?:401|403|404|429): this status is not described$/,
    reason: "The gateway before the service refuses, so the service's specification does not know of it.",
  },
  {
    specification: 'supabase',
    finding: /^GET \/v1\/projects\/\{ref\}(?:\/health)? 404: this status is not described$/,
    reason: 'A project that the token does not see is not found.',
  },
  {
    specification: 'fly',
    finding: / (?:401|403|404|429): this status is not described$/,
    reason: "The specification describes few refusals; Fly's documentation lists these for every endpoint.",
  },
  {
    specification: 'fly',
    finding: / 200: \/\*\/(?:incomplete_)?config\/services\/\*\/autostop must be /,
    reason: 'Its own description says that it comes back as a boolean for stop and off.',
  },
  {
    specification: 'fly',
    finding: / 200: \/\*\/(?:checks|config) must be /,
    reason: "Null in Fly's own client: without checks, and where the host cannot be reached.",
  },
];

/** In requests of the probes. */
export const REQUEST_DEVIATIONS: readonly Deviation[] = [
  {
    specification: 'vercel',
    finding: /^GET \/v5\/user\/tokens\/current: no such operation$/,
    reason:
      'It tells what the token is; the copy of the specification is trimmed to its neighbour, the list.',
  },
  {
    specification: 'sentry',
    finding: /^GET \/api\/0\/: no such operation$/,
    reason: "The index of the API, which tells who the caller is; it stands in the server's own source.",
  },
  {
    specification: 'none',
    finding: /^supabase GET \/rest\/v1\/heartbeat$/,
    reason: 'Each project has its own data API, so there is no specification of it.',
  },
  {
    specification: 'none',
    finding: /^fly GET \/api\/v1\/apps\/kora-runtime(?:-staging)?\/releases$/,
    reason: 'What flyctl itself asks, from its source; only when GraphQL does not answer.',
  },
];

export interface Finding {
  /** `none` for what no specification describes. */
  readonly specification: string;
  readonly finding: string;
}

/** The findings that no deviation explains, each once, and the deviations that nothing needed any more. */
export function sortOut(findings: readonly Finding[], deviations: readonly Deviation[]) {
  const explains = (deviation: Deviation, { specification, finding }: Finding) =>
    specification === deviation.specification && deviation.finding.test(finding);
  const unexplained = findings
    .filter((finding) => !deviations.some((deviation) => explains(deviation, finding)))
    .map(({ specification, finding }) => `${specification}: ${finding}`);
  return {
    unexplained: [...new Set(unexplained)],
    unused: deviations.filter((deviation) => !findings.some((finding) => explains(deviation, finding))),
  };
}

/** One finding for a whole list: its positions become `*`. */
export function withoutPositions(finding: string): string {
  const [place = '', ...rest] = finding.split(': ');
  return [place, rest.join(': ').replace(/\/\d+(?=\/| )/g, '/*')].join(': ');
}
