/** The environment of this process. The only reader of `process.env`; everything else is handed what it needs. */
export function readEnvironment(): Environment {
  return process.env;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable's value without surrounding white space; null when unset or empty, as secret managers inject it. */
export function variable(env: Environment, name: string): string | null {
  const value = env[name]?.trim() ?? '';
  return value === '' ? null : value;
}
