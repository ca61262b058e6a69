import type { MonitorConfig } from '../config/config.ts';
import { didYouMean } from '../lib/did-you-mean.ts';
import { KoraError } from '../lib/errors.ts';

/** The monitors of these names, in the configuration's order; all when no name is given. Throws `usage` on unknown names. */
export function chooseMonitors(
  monitors: readonly MonitorConfig[],
  names: readonly string[],
): readonly MonitorConfig[] {
  if (names.length === 0) return monitors;
  const known = monitors.map(({ name }) => name);
  const problems = names.filter((name) => !known.includes(name)).map((name) => describeUnknown(name, known));
  if (problems.length > 0) {
    throw new KoraError('usage', 'no monitor has that name', { problems });
  }
  return monitors.filter(({ name }) => names.includes(name));
}

const MOST_LISTED = 20;

function describeUnknown(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, known);
  const listed = known.length > MOST_LISTED ? [...known.slice(0, MOST_LISTED), '…'] : known;
  const hint = meant === null ? `there are: ${listed.join(', ')}` : `did you mean "${meant}"?`;
  return `${JSON.stringify(name)}: ${hint}`;
}
