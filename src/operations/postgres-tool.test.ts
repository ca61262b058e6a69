import { expect, test } from 'vitest';
import { postgresCommand } from './postgres-tool.ts';

const cases: readonly (readonly [string, string])[] = [
  ['postgres://kora:pw@db:5433/history', 'pg_dump --host=db --port=5433 --username=kora --dbname=history'],
  ['postgresql://db/history', 'pg_dump --host=db --dbname=history'],
  ['postgres://kora@[::1]/history', 'pg_dump --host=::1 --username=kora --dbname=history'],
  ['postgres:///history?host=/run/postgresql', 'pg_dump --host=/run/postgresql --dbname=history'],
  [
    'postgres://o%27neil:p%40ss@db/my%20db?sslmode=verify-full&sslrootcert=/etc/ca.pem&password=no',
    "PGSSLMODE=verify-full PGSSLROOTCERT=/etc/ca.pem pg_dump --host=db --username='o'\\''neil' --dbname='my db'",
  ],
];

test.each(cases)('%s is reached by a command without its password', (url, command) => {
  expect(postgresCommand('pg_dump', url, [])).toBe(command);
});

test('what a shell would take apart is quoted', () => {
  expect(postgresCommand('pg_restore', 'postgres://db/x', ['--clean', 'my $(file)'])).toBe(
    "pg_restore --host=db --dbname=x --clean 'my $(file)'",
  );
});
