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

  explain: `
Looks once, reads the provider's status page, and tries what tells whose fault it
is: the same call without the credential, other addresses, another resolver.

Examples:
  kora explain sentry
  kora explain --json | jq '.[] | {monitor, fault, actor, sentence}'

Exit codes: as of kora check.`,

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

  backup: `
The copy is of one moment, and made whether or not the daemon runs. It gets its name when it is whole, checked and on the
disk, can be read by you alone, and never takes the place of a file. With Postgres this names the pg_dump to run instead.

Examples:
  kora backup /backup/kora-$(date +%F).db
  kora backup before-upgrade.db
  kora backup /mnt/usb/kora.db && echo safe

Exit codes: 0 done, 1 it could not be made (no history yet, a damaged one, a full disk),
64 wrong usage (the file is there already, or the history is in Postgres), 78 the configuration has problems,
130 interrupted.`,

  restore: `
Stop the daemon first. The backup is copied and checked before anything is changed. The history that is there is set aside
as kora.db.replaced-TIME beside it and never deleted: to undo, restore that file. One that holds beats is set aside only
with --force; without it you are told what it holds. An empty or a damaged one needs no --force.

Examples:
  kora restore /backup/kora-2026-11-24.db
  kora restore /backup/kora-2026-11-24.db --force
  KORA_DATA_DIR=/tmp/look kora restore old.db     to look at it with a second daemon

Exit codes: 0 done, 1 nothing was changed (a daemon runs, the file is damaged, no backup, or of a newer Kora),
64 wrong usage (no such file, or a history is there and --force is not given), 78 the configuration has problems,
130 interrupted, nothing was changed.`,

  export: `
A time is RFC 3339 with its zone (2026-11-24T12:00:00Z), a date for its beginning in UTC (2026-11-24), or how long
ago (90m, 12h, 7d). Monitors come in the order of their names, each with the oldest first; incidents by their beginning.
--what beats: one line per look; incidents: one per incident that was open in that time; days: one per day (UTC) and monitor.
A file is written under another name until it is whole, then takes the place of the one before.

Examples:
  kora export --from 7d > week.ndjson
  kora export --from 2026-11-01 --to 2026-12-01 --what days --format csv -o november.csv
  kora export --from 24h --monitors vercel,fly | jq 'select(.status != "healthy")'
  kora export --what incidents --format csv

Exit codes: 0 done (also when whoever reads goes away), 1 the history cannot be read, 64 wrong usage, 78 the
configuration has problems, 130 interrupted.`,

  configSchema: `
Examples:
  kora config schema > kora.schema.json`,

  version: `
Examples:
  kora version
  kora --version`,
} as const;
