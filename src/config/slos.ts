import type { MonitorConfig, SloConfig } from './config.ts';
import type { LoadedFile } from './load-config.ts';
import { type Problems, suggestion } from './problems.ts';

export interface SlosParts {
  readonly loaded: LoadedFile | null;
  readonly monitors: readonly MonitorConfig[];
  readonly problems: Problems;
}

/** The objectives of the file; adds a problem for each name that is no monitor's, or is given twice. */
export function buildSlos({ loaded, monitors, problems }: SlosParts): readonly SloConfig[] {
  if (loaded === null) return [];
  const known = monitors.map(({ name }) => name);
  const names = new Set<string>();
  return (loaded.config.slos ?? []).map((entry, index) => {
    const at = (...rest: (string | number)[]) => loaded.yaml.place(['slos', index, ...rest]);
    if (names.has(entry.name)) problems.add(`${at('name')}: another objective is named "${entry.name}"`);
    names.add(entry.name);
    for (const [i, name] of entry.monitors.entries()) {
      if (!known.includes(name)) {
        problems.add(`${at('monitors', i)}: there is no monitor of that name${suggestion(name, known)}`);
      }
    }
    return {
      name: entry.name,
      monitors: entry.monitors,
      objective: entry.objective / 100,
      window: entry.window ?? '30d',
      bad: entry.bad ?? ['unhealthy'],
    };
  });
}
