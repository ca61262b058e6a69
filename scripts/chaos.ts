import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { StoreLocation } from '../src/storage/dialect.ts';
import { type RoundOutcome, runChaos } from '../test/chaos/rounds.ts';
import { startPostgres } from '../test/support/postgres-server.ts';

/**
 * `npm run chaos`: writes under load and kills with SIGKILL at random moments, on SQLite and on Postgres, and looks after
 * each kill whether everything that was acknowledged is there, once, and whether all that follows from it is right.
 * `npm run chaos -- --rounds 5 --seed 42 --database sqlite` does less, or the same again.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string' },
    database: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));

function report(kind: string, { round, killedAfterMs, beats, incidents, problems }: RoundOutcome): void {
  console.log(
    `${kind} round ${round} of ${rounds}: killed after ${killedAfterMs} ms; ${beats} beats and ${incidents} incidents so far${problems.length === 0 ? '' : `; ${problems.length} PROBLEMS`}`,
  );
  for (const problem of problems) console.log(`  ${problem}`);
}

/** True when every promise was kept. */
async function run(location: StoreLocation): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'kora-chaos-'));
  const onRound = (round: RoundOutcome) => report(location.kind, round);
  const outcomes = await runChaos({ location, seed, rounds, folder, onRound });
  const kept = outcomes.length === rounds && outcomes.every(({ problems }) => problems.length === 0);
  if (kept) rmSync(folder, { recursive: true, force: true });
  else console.log(`what the writers told is in ${folder}`);
  console.log(
    `${location.kind}: ${outcomes.length} kills, ${kept ? 'every promise kept' : 'PROMISES BROKEN'} (seed ${seed})`,
  );
  return kept;
}

async function runOnSqlite(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'kora-chaos-store-'));
  mkdirSync(folder, { recursive: true });
  const kept = await run({ kind: 'sqlite', folder });
  if (kept) rmSync(folder, { recursive: true, force: true });
  return kept;
}

async function runOnPostgres(): Promise<boolean> {
  await using server = await startPostgres();
  // Awaited here: the server ends with this function.
  if (server !== null) return await run({ kind: 'postgres', url: server.url });
  console.log('postgres: SKIPPED, there is none here: `npm ci` brings one for Linux, or install it');
  return true;
}

console.log(`seed ${seed}`);
const wanted = [
  ['sqlite', runOnSqlite],
  ['postgres', runOnPostgres],
] as const;
for (const [kind, runOn] of wanted) {
  if (values.database !== undefined && values.database !== kind) continue;
  if (!(await runOn())) process.exitCode = 1;
}
