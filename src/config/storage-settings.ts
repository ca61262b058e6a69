import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Secret } from '../lib/secret.ts';
import type { StorageConfig } from './config.ts';
import { type Environment, variable } from './environment.ts';
import type { FileConfig } from './file-schema.ts';

export interface StorageSources {
  readonly env: Environment;
  readonly cwd: string;
  readonly file: FileConfig['storage'];
  /** What a path in the file is relative to. */
  readonly fileFolder: string;
}

const DEFAULT_DAYS = { beats: 14, minutes: 7, hours: 120, days: 730 } as const;

/** Where the history is kept: the environment first, then the file, then the folder for the state of programs. */
export function readStorage({ env, cwd, file, fileFolder }: StorageSources): StorageConfig {
  const databaseUrl = variable(env, 'KORA_DATABASE_URL') ?? file?.databaseUrl ?? null;
  const days = file?.retention ?? {};
  return {
    folder: findFolder({ env, cwd, file, fileFolder }),
    databaseUrl: databaseUrl === null ? null : new Secret(databaseUrl),
    retention: {
      beatDays: days.beats ?? DEFAULT_DAYS.beats,
      minuteDays: days.minutes ?? DEFAULT_DAYS.minutes,
      hourDays: days.hours ?? DEFAULT_DAYS.hours,
      dayDays: days.days ?? DEFAULT_DAYS.days,
    },
  };
}

function findFolder({ env, cwd, file, fileFolder }: StorageSources): string {
  const fromEnv = variable(env, 'KORA_DATA_DIR');
  if (fromEnv !== null) return resolve(cwd, fromEnv);
  if (file?.dataDir !== undefined) return resolve(fileFolder, file.dataDir);
  // https://specifications.freedesktop.org/basedir-spec: a relative value is to be ignored.
  const stateHome = variable(env, 'XDG_STATE_HOME');
  const home = variable(env, 'HOME') ?? homedir();
  return join(stateHome?.startsWith('/') === true ? stateHome : join(home, '.local', 'state'), 'kora');
}

/** Why the text is no address of a Postgres, or null when it is one. The text itself is a credential. */
export function databaseUrlProblem({ databaseUrl }: StorageConfig): string | null {
  if (databaseUrl === null) return null;
  const url = URL.parse(databaseUrl.reveal());
  if (url !== null && /^postgres(?:ql)?:$/.test(url.protocol) && url.pathname.length > 1) return null;
  return 'is not an address such as postgres://user:password@host:5432/kora';
}
