import type { CredentialKind } from '../../define-probe.ts';

const OVER_PRIVILEGED =
  'It can read and write every secret; a service account that lists configs and reads their logs is enough.';
const DIRECTORY: CredentialKind = {
  kind: 'directory token',
  problem: 'It lists users and groups and nothing else; make a service account token.',
};

const KIND_BY_PREFIX: Readonly<Record<string, CredentialKind>> = {
  st: {
    kind: 'service token',
    advice:
      'It belongs to one config and may list nothing, so projects and ages stay unknown; a service account sees them.',
  },
  sa: { kind: 'service account token' },
  said: { kind: 'service account identity', advice: 'It is short-lived; a service account token is not.' },
  pt: { kind: 'personal token', advice: OVER_PRIVILEGED },
  ct: { kind: 'CLI token', advice: OVER_PRIVILEGED },
  scim: DIRECTORY,
  audit: DIRECTORY,
};

/** What the token is by its prefix; null when it has none that Doppler names. */
export function recogniseToken(token: string): CredentialKind | null {
  return KIND_BY_PREFIX[/^dp\.(\w+)\./.exec(token)?.[1] ?? ''] ?? null;
}

/** Whether it is worth asking for projects: a service token would be refused each time. */
export function mayListProjects(token: string): boolean {
  return !token.startsWith('dp.st.');
}
