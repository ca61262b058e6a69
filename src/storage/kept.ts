import type { Session } from './session.ts';

/** A small thing that outlives a restart, as JSON text. */
export interface Kept {
  readonly key: string;
  readonly value: string;
}

/** Everything whose key begins so, in the order of the keys. */
export async function readKept(
  { db }: Session,
  { prefix }: { readonly prefix: string },
): Promise<readonly Kept[]> {
  const rows = await db
    .selectFrom('kept')
    .selectAll()
    .where('key', '>=', prefix)
    .where('key', '<', `${prefix}\u{10ffff}`)
    .orderBy('key')
    .execute();
  return rows.filter(({ key }) => key.startsWith(prefix));
}

/** Keeps all of them or none, each in the place of what its key held. */
export async function writeKept(
  { db }: Session,
  { entries }: { readonly entries: readonly Kept[] },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const { key, value } of entries) {
      await tx
        .insertInto('kept')
        .values({ key, value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
        .execute();
    }
  });
}
