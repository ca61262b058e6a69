import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A database of the run's own Postgres, or empty where there is none. */
    postgresUrl: string;
  }
}

/** One Postgres for the whole run; each test makes databases of its own on it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide('postgresUrl', server?.url ?? '');
  return async () => server?.[Symbol.asyncDispose]();
}
