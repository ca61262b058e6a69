import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { createAttribution } from '../attribution/attribute.ts';
import type { MonitorConfig } from '../config/config.ts';
import type { Evidence } from '../domain/fault.ts';
import { DEFAULT_DAMPING } from '../domain/transition.ts';
import type { Verdict } from '../domain/verdict.ts';
import { http } from '../probes/checks/http/http.ts';
import { createScheduler, DONE, type RunOutcome } from '../scheduler/run.ts';
import { announce } from './announce.ts';
import { createLifecycle } from './lifecycle.ts';
import { createTasks } from './tasks.ts';
import { createWatch } from './watch.ts';

const verdict: Verdict = {
  status: 'unhealthy',
  reason: 'http_server_error',
  error: 'HTTP 503',
  why: 'It failed on its own side.',
  hint: 'Wait.',
  latencyMs: 5,
  phases: null,
  quota: null,
  details: {},
  attribution: null,
};

describe('the lifecycle', () => {
  function part(name: string, log: string[], fails: 'start' | 'stop' | null = null) {
    const act = (what: 'start' | 'stop') => () => {
      log.push(`${what} ${name}`);
      if (fails === what) throw new Error(`${name} fails`);
    };
    return { name, start: act('start'), stop: act('stop') };
  }

  test('stops in reverse what it started, one failure notwithstanding', async () => {
    const log: string[] = [];
    const lifecycle = createLifecycle([part('a', log), part('b', log, 'stop'), part('c', log)], (name) =>
      log.push(`error ${name}`),
    );
    await lifecycle.start();
    await lifecycle.stop();
    expect(log).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'error b', 'stop a']);
  });

  test('stops what had started when a part does not start', async () => {
    const log: string[] = [];
    const lifecycle = createLifecycle([part('a', log), part('b', log, 'start'), part('c', log)], () => {});
    await expect(lifecycle.start()).rejects.toThrow('b fails');
    expect(log).toEqual(['start a', 'start b', 'stop a']);
  });
});

describe('a watch', () => {
  const monitor: MonitorConfig = {
    name: 'it',
    definition: http,
    options: null,
    missing: [],
    setup: [],
    intervalMs: 1_000,
    timeoutMs: 1_000,
    origin: 'file',
    tags: [],
    damping: DEFAULT_DAMPING,
    feed: null,
  };
  const attribution = createAttribution({
    monitors: [],
    experiment: async () => [
      { experiment: 'without_credential', atMs: 1, outcome: 'failed', saw: 'HTTP 503' },
    ],
    official: () => null,
    hasWorked: () => false,
  });

  test('joins a look that is under way, and amends with each slow fact', async () => {
    const recorded: string[] = [];
    let looks = 0;
    const watch = createWatch({
      monitor,
      attribution,
      probe: {
        async look() {
          looks += 1;
          return verdict;
        },
        async refreshFacts(_signal, onFact) {
          onFact?.(verdict);
          onFact?.(verdict);
          return verdict;
        },
      },
      clock: createFakeClock(),
      recorder: {
        record(name, { attribution: found }) {
          recorded.push(`record ${name}: ${found?.fault} by ${found?.evidence.length} pieces of evidence`);
          return { isPending: false };
        },
        show: (name) => recorded.push(`show ${name}`),
        amend: (name) => recorded.push(`amend ${name}`),
      },
      onError: (name, error) => recorded.push(`${name} ${String(error)}`),
    });
    const signal = new AbortController().signal;
    await Promise.all([watch.look(signal), watch.look(signal)]);
    await watch.settled();
    expect(looks).toBe(1);
    expect(recorded).toEqual(['record it: provider by 2 pieces of evidence', 'amend it', 'amend it']);
  });

  test('shows what was seen while its fault is still asked for, and records it once with it', async () => {
    const clock = createFakeClock();
    const told: string[] = [];
    let answer = Promise.withResolvers<readonly Evidence[]>();
    const watch = createWatch({
      monitor,
      attribution: createAttribution({
        monitors: [],
        experiment: () => answer.promise,
        official: () => null,
        hasWorked: () => false,
      }),
      probe: {
        look: async () => ({ ...verdict, status: 'unknown', reason: 'timeout' }),
        refreshFacts: async () => null,
      },
      clock,
      recorder: {
        record(_name, { status, attribution: found }) {
          told.push(`record ${status} ${found?.fault} ${found?.rawStatus}`);
          return { isPending: false };
        },
        show: (_name, { status, attribution: found }) => told.push(`show ${status} ${found?.fault ?? null}`),
        amend: () => {},
      },
      onError: () => {},
    });
    const looked = watch.look(new AbortController().signal);
    await clock.advance(49);
    expect(told).toEqual([]);
    await clock.advance(1);
    expect(told).toEqual(['show unknown null']);
    answer.resolve([{ experiment: 'egress', atMs: 1, outcome: 'reachable', saw: '2 of 2 sentinels answer' }]);
    await looked;
    expect(told).toEqual(['show unknown null', 'record unhealthy provider unknown']);

    answer = Promise.withResolvers();
    const again = watch.look(new AbortController().signal);
    await clock.advance(50);
    expect(told.at(-1)).toBe('show unhealthy provider');
    answer.resolve([]);
    await again;
    expect(told.at(-1)).toBe('record unknown undetermined unknown');
  });

  test('tells of a defect in the slow lane and goes on', async () => {
    const errors: string[] = [];
    const probe = { look: async () => verdict, refreshFacts: () => Promise.reject(new Error('broken')) };
    const recorder = { record: () => ({ isPending: false }), show: () => {}, amend: () => {} };
    const watch = createWatch({
      monitor,
      attribution,
      probe,
      recorder,
      clock: createFakeClock(),
      onError: (_name, error) => errors.push(String(error)),
    });
    await watch.look(new AbortController().signal);
    await watch.settled();
    expect(errors).toEqual(['Error: broken']);
  });
});

describe('the tasks', () => {
  test('keep the cycle of the probes and the MCP servers apart, and tell of both', async () => {
    const clock = createFakeClock();
    const look = () => new Promise<RunOutcome>((resolve) => clock.setTimer(40, () => resolve(DONE)));
    const watch = { look, settled: async () => {} };
    const tasks = createTasks({
      clock,
      monitors: [
        { name: 'a', intervalMs: 60_000, watch },
        { name: 'b', intervalMs: 60_000, watch },
        { name: 'quick', intervalMs: 1_000, watch },
      ],
      probeIntervalMs: 60_000,
      mcpIntervalMs: 120_000,
      checkMcpServers: () => new Promise((resolve) => clock.setTimer(90_000, resolve)),
    });
    const scheduler = createScheduler({
      clock,
      tasks: tasks.scheduled,
      onError: (task, error) => {
        throw new Error(`${task.name} ${String(error)}`);
      },
    });
    scheduler.start();
    await clock.advance(60_100);
    expect(tasks.cronJobs(scheduler)).toMatchObject([
      {
        name: 'heartbeat.service_probes',
        interval_seconds: 60,
        runs_total: 2,
        last_duration_ms: 40,
        last_error: null,
      },
      { name: 'mcp.health_check', interval_seconds: 120, runs_total: 0, last_duration_ms: null },
    ]);
  });
});

describe('announcing', () => {
  test.each([
    ['first', verdict, ['warn monitor.unhealthy']],
    ['unchanged', verdict, ['debug look.finished']],
    [
      'status_changed',
      { ...verdict, status: 'healthy', reason: 'ok', error: null },
      ['info monitor.recovered'],
    ],
    ['first', { ...verdict, status: 'unknown', reason: 'auth_missing' }, ['info monitor.not_set_up']],
  ] as const)('a look that is %s is told once, as loud as it is', (change, seen, told) => {
    const lines: string[] = [];
    const at = (level: string) => (_fields: unknown, event?: string) => lines.push(`${level} ${event}`);
    announce(
      { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
      'it',
      seen,
      change,
    );
    expect(lines).toEqual(told);
  });
});
