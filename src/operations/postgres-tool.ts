const SAFE_WORD = /^[\w@%+=:,./-]+$/;

// What the connection needs beside the flags, by the variable that the tools of Postgres read it from.
const VARIABLE_BY_PARAMETER = {
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
} as const;

/** A command line for one of the tools of Postgres that reaches the database of `url`, ready to paste. Never the password. */
export function postgresCommand(
  tool: 'pg_dump' | 'pg_restore',
  url: string,
  args: readonly string[],
): string {
  const { hostname, port, username, pathname, searchParams } = new URL(url);
  const variables = Object.entries(VARIABLE_BY_PARAMETER).flatMap(([parameter, name]) => {
    const value = searchParams.get(parameter);
    return value === null ? [] : [`${name}=${quote(value)}`];
  });
  const flags = {
    host: searchParams.get('host') ?? decodeURIComponent(hostname).replace(/^\[|\]$/g, ''),
    port: searchParams.get('port') ?? port,
    username: decodeURIComponent(username),
    dbname: decodeURIComponent(pathname.slice(1)),
  };
  const words = Object.entries(flags).flatMap(([flag, value]) =>
    value === '' ? [] : [`--${flag}=${quote(value)}`],
  );
  return [...variables, tool, ...words, ...args.map(quote)].join(' ');
}

function quote(word: string): string {
  return SAFE_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
