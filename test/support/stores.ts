import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { replayLog } from '../../src/storage/beat-log.ts';
import type { StoreLocation } from '../../src/storage/dialect.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { DEFAULT_RETENTION, openSession, type Session } from '../../src/storage/session.ts';
import { tempFolder } from './temp-folder.ts';

/** A place for a store of one kind, empty at first, that goes when it is disposed of. */
export interface StorePlace extends AsyncDisposable {
  readonly location: StoreLocation;
}

export interface StoreKind {
  readonly kind: StoreLocation['kind'];
  make(): Promise<StorePlace>;
}

async function sqlitePlace(): Promise<StorePlace> {
  const folder = tempFolder();
  return {
    location: { kind: 'sqlite', folder: folder.path },
    [Symbol.asyncDispose]: async () => folder[Symbol.dispose](),
  };
}

async function postgresPlace(): Promise<StorePlace> {
  const server = inject('postgresUrl');
  if (server === '')
    throw new Error('there is no Postgres here: `npm ci` brings one for Linux, or install it');
  const name = `kora_${randomUUID().replaceAll('-', '')}`;
  await query(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    location: { kind: 'postgres', url: url.href },
    [Symbol.asyncDispose]: () => query(server, `drop database ${name} with (force)`),
  };
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text);
  await client.end();
}

/** Both databases: everything that stores passes its tests on each. */
export const STORE_KINDS: readonly StoreKind[] = [
  { kind: 'sqlite', make: sqlitePlace },
  { kind: 'postgres', make: postgresPlace },
];

export interface OpenStore extends AsyncDisposable {
  readonly session: Session;
}

/** Opens the store as the daemon does, in this very thread. */
export async function openStoreAt(location: StoreLocation): Promise<OpenStore> {
  const { database } = await openDatabase(location, 'test');
  const session = await openSession(database, DEFAULT_RETENTION);
  await replayLog(session);
  return { session, [Symbol.asyncDispose]: () => database.close() };
}
