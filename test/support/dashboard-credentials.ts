import type { Credential } from '../../src/contracts/credentials.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import type { FixtureMonitor } from './dashboard-monitors.ts';

const DAY_MS = 86_400_000;

interface Known {
  readonly title: string;
  readonly kind: string;
  readonly owner: string | null;
  readonly scope: string | null;
}

const KNOWN: Readonly<Record<string, Known>> = {
  vercel: { title: 'Vercel', kind: 'account token', owner: 'team acme', scope: 'Full account' },
  sentry: { title: 'Sentry', kind: 'internal integration', owner: 'acme', scope: 'org:read, project:read' },
  doppler: {
    title: 'Doppler',
    kind: 'service token',
    owner: 'acme-workplace',
    scope: 'checkout / prd, read',
  },
  supabase: { title: 'Supabase', kind: 'personal access token', owner: null, scope: null },
  fly: { title: 'Fly.io', kind: 'read-only org token', owner: 'acme', scope: 'org acme, read' },
};

/** A credential that works, unless told otherwise. */
export function credential(name: string, changes: Partial<Credential> = {}): Credential {
  const nowMs = systemClock.nowMs();
  const { title, kind, owner, scope } = KNOWN[name] ?? { title: name, kind: '', owner: null, scope: null };
  return {
    id: `${name}/token`,
    provider: name,
    title,
    monitors: [name],
    variable: `KORA_${name.toUpperCase()}_API_TOKEN`,
    state: 'working',
    words: 'It works.',
    kind,
    owner,
    scope,
    expires_at: null,
    expires_in_days: null,
    expiry_warning: 'none',
    last_worked_at: isoTime(nowMs - 12_000),
    rejected_since: null,
    checked_at: isoTime(nowMs - 41 * 60_000),
    over_privileged: null,
    advice: null,
    mint_url: `https://${name}.example.com/account/tokens`,
    least_scope: 'Read only, one project, with an expiry date.',
    ...changes,
  };
}

/** A credential that ends so many days from now, warned of as the daemon does. */
export function expiring(name: string, days: number): Credential {
  const warning =
    days < 0 ? 'expired' : days <= 1 ? '1_day' : days <= 7 ? '7_days' : days <= 14 ? '14_days' : '30_days';
  return credential(name, {
    expires_at: isoTime(systemClock.nowMs() + days * DAY_MS + 3_600_000),
    expires_in_days: days,
    expiry_warning: days > 30 ? 'none' : warning,
    words:
      days < 0
        ? 'Make a new one: it has expired.'
        : `Replace it soon: it works, and expires in ${days} days.`,
    advice: `Make a new one before then, set KORA_${name.toUpperCase()}_API_TOKEN, and start Kora again. The least that it needs: Read only, one project, with an expiry date.`,
  });
}

/** What the looks of a state say of the credentials that they are made with. */
export function credentialsOf(monitors: readonly FixtureMonitor[]): Credential[] {
  return monitors.filter(({ setup }) => setup.length > 0).map(credentialOf);
}

function credentialOf({ name, title, reason, since, fault }: FixtureMonitor): Credential {
  if (reason === 'auth_missing') {
    return credential(name, {
      state: 'missing',
      words: `Set KORA_${name.toUpperCase()}_API_TOKEN. ${title} stays unknown; no request is made.`,
      kind: null,
      owner: null,
      scope: null,
      last_worked_at: null,
      checked_at: null,
    });
  }
  if (fault === 'credential') {
    return credential(name, {
      state: 'rejected',
      words: `Make a new one: it has been refused since ${(since ?? '').slice(11, 16)} UTC.`,
      last_worked_at: since,
      rejected_since: since,
      advice: `Make a new one, set KORA_${name.toUpperCase()}_API_TOKEN, and start Kora again.`,
    });
  }
  return credential(name);
}
