import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Whether a built file is there and newer than everything that it is made of. */
export function isFresh(built: string, sources: readonly string[]): boolean {
  const builtAtMs = statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.every((file) => statSync(file).mtimeMs < builtAtMs);
}

/** A package that only development installs have, or null. */
export async function loadDevelopmentPackage<Loaded>(load: () => Promise<Loaded>): Promise<Loaded | null> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}
