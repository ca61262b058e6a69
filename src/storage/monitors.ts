import { rememberMonitor, type Session } from './session.ts';

const NAMES_AT_ONCE = 500;

/** The numbers by which the store knows these monitors, in their order; those that are new get one. */
export async function registerMonitors(
  session: Session,
  { names }: { readonly names: readonly string[] },
): Promise<readonly number[]> {
  const fresh = [...new Set(names)].filter((name) => !session.idByName.has(name));
  for (let i = 0; i < fresh.length; i += NAMES_AT_ONCE) {
    const rows = await session.db
      .insertInto('monitor')
      .values(fresh.slice(i, i + NAMES_AT_ONCE).map((name) => ({ name })))
      .returningAll()
      .execute();
    for (const row of rows) rememberMonitor(session, row);
  }
  return names.map((name) => idOf(session, name));
}

/** Throws for a name that was never registered: a defect of the caller. */
export function idOf(session: Session, name: string): number {
  const id = session.idByName.get(name);
  if (id === undefined) throw new Error(`the store does not know the monitor ${name}`);
  return id;
}
