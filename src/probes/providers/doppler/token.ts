import type { CredentialKind } from '../../define-probe.ts';

const AS_ITS_PERSON = {
  excess: 'It may read and write every secret that its person may.',
  advice: 'Make a service account that lists configs and reads their logs, and no secret.',
};
const DIRECTORY: CredentialKind = {
  kind: 'directory token',
  problem: 'It lists users and groups and nothing else; make a service account token.',
};

const KIND_BY_PREFIX: Readonly<Record<string, CredentialKind>> = {
  st: {
    kind: 'service token',
    excess: 'It may read every secret of its config.',
    advice:
      'It may list nothing, so projects and ages stay unknown; a service account sees them without reading secrets.',
  },
  sa: { kind: 'service account token' },
  said: { kind: 'service account identity', advice: 'It is short-lived; a service account token is not.' },
  pt: { kind: 'personal token', ...AS_ITS_PERSON },
  ct: { kind: 'CLI token', ...AS_ITS_PERSON },
  scim: DIRECTORY,
  audit: DIRECTORY,
};

/** What a token is of which Doppler says this type; only what is sure. */
export function excessOfType(type: string): Partial<CredentialKind> {
  return /^(?:personal|cli)\b/.test(type) ? AS_ITS_PERSON : {};
}

/** What the token is by its prefix; null when it has none that Doppler names. */
export function recogniseToken(token: string): CredentialKind | null {
  return KIND_BY_PREFIX[/^dp\.(\w+)\./.exec(token)?.[1] ?? ''] ?? null;
}

/** Whether it is worth asking for projects: a service token would be refused each time. */
export function mayListProjects(token: string): boolean {
  return !token.startsWith('dp.st.');
}
