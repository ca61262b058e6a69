import type { MonitorConfig, SloConfig } from './config.ts';
import { sloEntrySchema } from './file-schema.ts';
import { fitting } from './fitting.ts';
import type { LoadedFile } from './load-config.ts';
import { type Problems, suggestion } from './problems.ts';

export interface SlosParts {
  readonly loaded: LoadedFile | null;
  readonly monitors: readonly MonitorConfig[];
  /** Names of further monitors, which have problems of their own. */
  readonly brokenNames: readonly string[];
  readonly problems: Problems;
}

/** The objectives of the file; adds a problem for each name that is no monitor's, or is given twice. */
export function buildSlos({ loaded, monitors, brokenNames, problems }: SlosParts): readonly SloConfig[] {
  if (loaded === null) return [];
  const known = [...monitors.map(({ name }) => name), ...brokenNames];
  const names = new Set<string>();
  return loaded.slos.map((given, index) => {
    // What does not fit is among the problems already.
    const entry = fitting(sloEntrySchema.partial(), given) ?? {};
    const { name = '', monitors: watched = [], objective = Number.NaN } = entry;
    const at = (...rest: (string | number)[]) => loaded.yaml.place(['slos', index, ...rest]);
    if (names.has(name)) problems.at(at('name'), `another objective is named "${name}"`);
    if (name !== '') names.add(name);
    for (const [i, monitor] of watched.entries()) {
      if (known.includes(monitor)) continue;
      problems.at(at('monitors', i), `there is no monitor of that name${suggestion(monitor, known)}`);
    }
    return {
      name,
      monitors: watched,
      objective: objective / 100,
      window: entry.window ?? '30d',
      bad: entry.bad ?? ['unhealthy'],
    };
  });
}
