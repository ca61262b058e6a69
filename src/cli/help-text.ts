/** What stands below the help of each command: examples, and what its exit codes mean. */
export const HELP = {
  kora: `
Examples:
  kora daemon --demo          see everything live, offline, in a minute
  kora doctor                 what is set, what is missing, and where to get it
  kora check                  one look at everything, now
  kora help check             more about one command`,

  daemon: `
Listens on http://127.0.0.1:9119 unless KORA_WEB_HOST and KORA_WEB_PORT say otherwise.

Examples:
  kora daemon
  kora daemon --demo
  KORA_WEB_PORT=8080 kora daemon

Exit codes: 0 stopped, 1 could not start, 78 the configuration has problems.`,

  check: `
Waits at most 30 s for slow facts; those that did not come are "unknown".

Examples:
  kora check
  kora check vercel fly
  kora check --json | jq '.[] | select(.status != "healthy")'
  kora check --timeout 3s || echo "something is wrong"

Exit codes: 0 all healthy, 1 the worst is degraded, 2 unhealthy, 3 unknown,
64 wrong usage, 78 the configuration has problems, 130 interrupted.`,

  doctor: `
Never prints a value.

Examples:
  kora doctor
  kora doctor --live          does each credential work, of what kind is it, when does it end
  kora doctor --strict        for a pipeline: a half-configured service fails, too

Exit codes: 0 nothing to mend, 1 a value that is set is malformed, a service is half configured (--strict)
or a credential was not proven (--live), 64 wrong usage.`,

  config: `
Examples:
  kora config check
  kora config schema > kora.schema.json`,

  configCheck: `
Examples:
  kora config check
  kora config check deploy/kora.yaml

Exit codes: 0 good, 78 it has problems.`,

  configSchema: `
Examples:
  kora config schema > kora.schema.json`,
} as const;
