import { type EpochMs, isoTime } from '../lib/time.ts';

const HOUR_MS = 3_600_000;
const REGIONS = ['ams', 'fra', 'iad'] as const;

export interface MachineParts {
  readonly app: string;
  readonly index: number;
  readonly state: 'started' | 'stopped' | 'failed';
  /** Stops when nobody asks anything of it, and starts by itself. */
  readonly autostop: boolean;
  readonly check: 'passing' | 'critical';
  readonly hostStatus: 'ok' | 'unreachable';
  readonly nowMs: EpochMs;
}

/** A machine as the Machines API lists it. On a host that cannot be reached its config is not known. */
export function flyMachine({ app, index, state, autostop, check, hostStatus, nowMs }: MachineParts) {
  const updatedAt = isoTime(nowMs - HOUR_MS);
  const isReachable = hostStatus === 'ok';
  const config = {
    auto_destroy: false,
    image: `registry.fly.io/${app}:deployment-01DEMO`,
    guest: { cpu_kind: 'shared', cpus: 1, memory_mb: 512 },
    metadata: { fly_platform_version: 'v2', fly_process_group: 'app', fly_release_version: '42' },
    restart: { policy: 'on-failure', max_retries: 10 },
    // Given back as a boolean, though it is set as a word.
    services: [
      { protocol: 'tcp', internal_port: 8080, autostop, autostart: autostop, min_machines_running: 0 },
    ],
    standbys: [],
  };
  return {
    id: `3d8d413b29d0${(160 + index).toString(16)}`,
    name: `red-sea-${index + 1}`,
    state,
    region: REGIONS[index % REGIONS.length],
    instance_id: `01DEMO0000000000000000000${index}`,
    private_ip: `fdaa:0:1:a7b:0:0:0:${(index + 2).toString(16)}`,
    image_ref: {
      registry: 'registry.fly.io',
      repository: app,
      tag: 'deployment-01DEMO',
      digest: 'sha256:0',
      labels: {},
    },
    created_at: isoTime(nowMs - 72 * HOUR_MS),
    updated_at: updatedAt,
    host_status: hostStatus,
    ...(isReachable ? { config } : { config: null, incomplete_config: config }),
    checks:
      state === 'started'
        ? [
            {
              name: 'servicecheck-00-http-8080',
              status: check,
              output: check === 'passing' ? '200 OK' : 'refused',
              updated_at: updatedAt,
            },
          ]
        : null,
    events: [
      {
        id: `evt${index}`,
        type: state === 'started' ? 'start' : 'exit',
        status: state,
        source: 'flyd',
        timestamp: nowMs - HOUR_MS,
      },
    ],
  };
}
