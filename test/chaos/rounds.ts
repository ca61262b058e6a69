import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type EpochMs, systemClock, wait } from '../../src/lib/time.ts';
import { replayLog, truncateLog } from '../../src/storage/beat-log.ts';
import type { StoreLocation } from '../../src/storage/dialect.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { sealDue } from '../../src/storage/seal.ts';
import { openSession, type Session } from '../../src/storage/session.ts';
import { ExpectedMonitor } from './expected.ts';
import { readJournal } from './journal.ts';
import { MONITORS, MOST_UNNOTED_MS, RETENTION, type Story } from './story.ts';
import { chance } from './verdicts.ts';
import { verifyRound } from './verify.ts';

export interface ChaosParts {
  readonly location: StoreLocation;
  readonly seed: number;
  readonly rounds: number;
  /** A folder for what the writers tell. */
  readonly folder: string;
  readonly onRound?: (round: RoundOutcome) => void;
}

export interface RoundOutcome {
  readonly round: number;
  readonly killedAfterMs: number;
  readonly beats: number;
  readonly incidents: number;
  readonly problems: readonly string[];
}

/** 2026-11-20 00:00 UTC. */
const START_MS = 1_795_132_800_000;
const HOUR_MS = 3_600_000;
const EARLIEST_KILL_MS = 200;
const LATEST_KILL_MS = 2_000;
const WRITES_WITHIN_MS = 60_000;

/** Writes and kills so many times on one store, and looks after each kill whether everything promised is there. */
export async function runChaos(parts: ChaosParts): Promise<readonly RoundOutcome[]> {
  const expected = new Map(MONITORS.map(({ name, damping }) => [name, new ExpectedMonitor(name, damping)]));
  const outcomes: RoundOutcome[] = [];
  let fromMs: EpochMs = START_MS;
  for (let round = 1; round <= parts.rounds; round += 1) {
    const killAfterMs = EARLIEST_KILL_MS + chance(parts.seed, round, 6) * (LATEST_KILL_MS - EARLIEST_KILL_MS);
    // Most under load, some while it still starts.
    const isUnderLoad = round === 1 || chance(parts.seed, round, 8) < 0.8;
    const file = join(parts.folder, `round-${round}.log`);
    await writeAndKill({ ...parts, journal: file }, { fromMs, killAfterMs, isUnderLoad });
    const journal = readJournal(file);
    const nowMs = (journal.lastAtMs ?? fromMs) + 2 * MOST_UNNOTED_MS;
    const session = await openQuietly(parts.location);
    const verify = { session, expected, journal, nowMs };
    const problems = await verifyRound(verify);
    // The last time also what is made of everything once all of it is sealed, and no look speaks any more.
    if (round === parts.rounds) {
      const laterMs = nowMs + 3 * HOUR_MS;
      while (await sealDue(session, laterMs, 7));
      while (await truncateLog(session, 50));
      problems.push(...(await verifyRound({ ...verify, nowMs: laterMs, journal: readJournal('') })));
    }
    await session.database.close();
    const beats = [...expected.values()].reduce((sum, monitor) => sum + monitor.beats.length, 0);
    const incidents = [...expected.values()].reduce((sum, monitor) => sum + monitor.incidents.size, 0);
    const outcome = { round, killedAfterMs: Math.round(killAfterMs), beats, incidents, problems };
    parts.onRound?.(outcome);
    outcomes.push(outcome);
    if (problems.length > 0) break;
    fromMs = nowMs + pauseBefore(parts.seed, round);
  }
  return outcomes;
}

/** Mostly minutes, sometimes hours or days: looks stop speaking, tiers forget. */
function pauseBefore(seed: number, round: number): number {
  const draw = chance(seed, round, 7);
  return Math.ceil(draw < 0.7 ? draw * HOUR_MS : draw < 0.9 ? draw * 9 * HOUR_MS : draw * 40 * HOUR_MS);
}

interface Kill {
  readonly fromMs: EpochMs;
  readonly killAfterMs: number;
  /** Counted from when the writer stores, not from its start. */
  readonly isUnderLoad: boolean;
}

async function writeAndKill(story: Story, { fromMs, killAfterMs, isUnderLoad }: Kill): Promise<void> {
  const { location, seed, journal } = story;
  const writer = spawn(
    process.execPath,
    [
      '--import',
      join(import.meta.dirname, 'played-time.ts'),
      join(import.meta.dirname, 'writer.ts'),
      JSON.stringify({ location, seed, journal } satisfies Story),
    ],
    {
      env: { PATH: process.env.PATH, CHAOS_FROM_MS: String(fromMs) },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  writer.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended = once(writer, 'exit');
  const begun = isUnderLoad ? Promise.race([once(writer.stdout, 'data'), ended]) : Promise.resolve();
  const isLate = await Promise.race([begun.then(() => false), after(WRITES_WITHIN_MS).then(() => true)]);
  await Promise.race([after(killAfterMs), ended]);
  writer.kill('SIGKILL');
  const [, signal] = await ended;
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${said}`);
  if (isLate) throw new Error(`the writer could not store anything: ${said}`);
  const defect = said.split('\n').find((line) => line.includes('"level":"error"') && !isExpected(line));
  if (defect !== undefined) throw new Error(defect);
}

// A server that has not noticed yet that its last client was killed; and, since a second of the writer's clock is a hundredth
// of one here, a commit that took a busy machine some tens of milliseconds.
const EXPECTED = ['another Kora', 'the store does not answer'];

function isExpected(line: string): boolean {
  return EXPECTED.some((text) => line.includes(text));
}

function after(delayMs: number): Promise<void> {
  return wait(systemClock, delayMs, new AbortController().signal);
}

const OPEN_WITHIN_MS = 10_000;

/** As the daemon opens it, without housekeeping. A server takes a moment to notice that its client was killed. */
async function openQuietly(location: StoreLocation): Promise<Session> {
  for (const giveUpTick = systemClock.tick() + OPEN_WITHIN_MS; ; ) {
    try {
      const { database } = await openDatabase(location, 'chaos');
      const session = await openSession(database, RETENTION);
      await replayLog(session);
      return session;
    } catch (error) {
      if (systemClock.tick() > giveUpTick) throw error;
      await after(20);
    }
  }
}
