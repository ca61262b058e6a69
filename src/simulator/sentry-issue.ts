const PROJECTS = [
  { id: '4500000000000001', name: 'web', slug: 'web', platform: 'javascript-nextjs' },
  { id: '4500000000000002', name: 'api', slug: 'api', platform: 'node' },
  { id: '4500000000000003', name: 'worker', slug: 'worker', platform: 'python' },
] as const;
const ERRORS = [
  { type: 'TypeError', value: "Cannot read properties of undefined (reading 'plan')" },
  { type: 'TimeoutError', value: 'Query read timeout' },
  { type: 'HTTPError', value: '502 Bad Gateway from payments' },
  { type: 'ValidationError', value: 'email: is not an address' },
] as const;

export interface IssueParts {
  readonly index: number;
  readonly org: string;
  /** Parts of an issue that the caller does not want, by Sentry's own names. */
  readonly collapse: readonly string[];
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** One unresolved issue as Sentry lists it. What it tells only when asked with `expand` is not in it. */
export function sentryIssue({ index, org, collapse, firstSeen, lastSeen }: IssueParts) {
  const project = PROJECTS[index % PROJECTS.length] ?? PROJECTS[0];
  const metadata = ERRORS[index % ERRORS.length] ?? ERRORS[0];
  const id = String(6_000_000_000 + index);
  const isNew = index % 5 === 0;
  const counts = {
    count: String(7 + ((index * 13) % 900)),
    userCount: (index * 5) % 70,
    firstSeen,
    lastSeen,
  };
  return {
    id,
    shareId: null,
    shortId: `${project.slug.toUpperCase()}-${(index + 1).toString(36).toUpperCase()}`,
    title: `${metadata.type}: ${metadata.value}`,
    culprit: `POST /api/${project.slug}/checkout`,
    permalink: `https://${org}.sentry.io/issues/${id}/`,
    logger: null,
    level: index % 7 === 0 ? 'fatal' : 'error',
    status: 'unresolved',
    statusDetails: {},
    substatus: isNew ? 'new' : 'ongoing',
    isPublic: false,
    platform: project.platform,
    priority: isNew ? 'high' : 'medium',
    priorityLockedAt: null,
    seerFixabilityScore: null,
    seerAutofixLastTriggered: null,
    seerExplorerAutofixLastTriggered: null,
    project,
    type: 'error',
    issueType: 'error',
    issueCategory: 'error',
    metadata: { ...metadata, filename: `src/${project.slug}/checkout.ts`, function: 'submit' },
    numComments: 0,
    assignedTo: null,
    isBookmarked: false,
    isSubscribed: false,
    subscriptionDetails: null,
    hasSeen: !isNew,
    annotations: [],
    derivedData: {
      blocker: '',
      progress: '',
      status: '',
      viewCount: 0,
      hasOpenFixPr: false,
      isAssigned: false,
      hasRootCause: false,
      lastCompletedAutofixStep: '',
      lastProgressedAt: null,
    },
    ...(collapse.includes('unhandled') ? {} : { isUnhandled: true }),
    ...counts,
    ...(collapse.includes('stats') ? {} : { stats: { '24h': [] } }),
    ...(collapse.includes('lifetime') ? {} : { lifetime: { ...counts, stats: null } }),
    ...(collapse.includes('filtered') ? {} : { filtered: null }),
  };
}
