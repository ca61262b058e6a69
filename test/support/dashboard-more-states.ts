import { isoTime, systemClock } from '../../src/lib/time.ts';
import { beats, type FixtureMonitor, lately, monitor, NAMES } from './dashboard-monitors.ts';
import { allHealthy, type DashboardState, FAILURES, failing, many, oneOfEach } from './dashboard-states.ts';

const MINUTE_MS = 60_000;

/** One is flapping, and of another the latest look is bad but not believed yet. */
export function doubtful(): DashboardState {
  const flapping = failing('vercel', FAILURES.down, { flapping: true, recent: comesAndGoes() });
  const doubted = monitor('supabase', {
    status: 'unhealthy',
    believed: 'healthy',
    reason: 'http_server_error',
    error: 'HTTP 503',
    why: 'It failed on its own side (HTTP 503).',
    hint: "Wait, and watch the provider's status page.",
    recent: lately('supabase', 1, { status: 'unhealthy', reason: 'http_server_error', latency: 212 }),
  });
  const others = ['sentry', 'doppler', 'fly'].map((name) => monitor(name));
  return { ...allHealthy(), monitors: [flapping, others[0], others[1], doubted, others[2]].filter(isThere) };
}

function isThere(one: FixtureMonitor | undefined): one is FixtureMonitor {
  return one !== undefined;
}

function comesAndGoes() {
  return beats('vercel', 96, (fromEnd) =>
    fromEnd < 60 && Math.floor(fromEnd / 7) % 2 === 0
      ? { status: 'unhealthy', reason: 'http_server_error', latency: 300 }
      : { status: 'healthy', reason: 'ok', latency: 184 },
  );
}

/** The disk is full: nothing can be written, everything else goes on. */
export function storeFailing(): DashboardState {
  return {
    ...oneOfEach(),
    storage: {
      state: 'failing',
      since: isoTime(systemClock.nowMs() - 12 * MINUTE_MS),
      problem:
        'The disk of /var/lib/kora is full (ENOSPC). Make room there; Kora tries again every few seconds by itself.',
      held_beats: 1_240,
      lost_beats: 0,
    },
  };
}

/** The store was mended at the start, and something is to be known of it. */
export function storeNotices(): DashboardState {
  const at = isoTime(systemClock.nowMs() - 40 * MINUTE_MS);
  return {
    ...allHealthy(),
    storage: {
      notices: [
        {
          level: 'info',
          at,
          text: 'The store was brought to version 3. A copy of the one before it is kept for 30 days.',
        },
        {
          level: 'warning',
          at,
          text: 'The file was damaged and was set aside as kora.db.damaged-2026-11-25. 41,210 of 41,933 looks could be read out of it; those of 22 Nov, 03:10 to 03:22 are lost.',
        },
      ],
    },
  };
}

/** Kora has looked for two days only. */
export function young(): DashboardState {
  return { ...oneOfEach(), historyDays: 2.2 };
}

/** Nothing ever happened. */
export function uneventful(): DashboardState {
  return { ...allHealthy(), historyDays: 0.1 };
}

const TAGS = ['checkout', 'internal', 'eu', 'us', 'batch'];

/** As many as a large team has, with tags, of which a few are in trouble; each tells of its last 24 looks. */
export function thousand(): DashboardState {
  const state = many(1_000);
  const monitors = state.monitors.map((one, index) => ({
    ...one,
    recent: one.recent.slice(-24),
    tags: index < NAMES.length ? ['platform'] : TAGS.filter((_, tag) => (index * 7 + tag * 3) % 5 < 2),
    ...(index % 173 === 5 ? { flapping: true } : {}),
  }));
  return { ...state, monitors };
}
