import type { SetupStep } from '../../../src/contracts/monitors.ts';
import type { BoardMonitor } from './board.ts';

/** The variables a monitor cannot look without, and that have no value. */
export function missingSteps({ setup }: Pick<BoardMonitor, 'setup'>): readonly SetupStep[] {
  return setup.filter(({ required, present }) => required && !present);
}

export interface SplitSteps {
  /** Without these there is no look at all. */
  readonly needed: readonly SetupStep[];
  /** Not set, and it looks all the same: those that tell more come before those that only change a default. */
  readonly optional: readonly SetupStep[];
  readonly set: readonly SetupStep[];
}

/** The variables of a monitor by what they ask of a person. */
export function splitSteps({ setup }: Pick<BoardMonitor, 'setup'>): SplitSteps {
  const optional = setup.filter(({ required, present }) => !required && !present);
  return {
    needed: missingSteps({ setup }),
    optional: [...optional.filter(isWorthMaking), ...optional.filter((step) => !isWorthMaking(step))],
    set: setup.filter(({ present }) => present),
  };
}

/** What to set up first: what was begun, then what lacks the fewest variables, then what comes first. */
export function nextToSetUp(unset: readonly BoardMonitor[]): BoardMonitor | null {
  const effort = (monitor: BoardMonitor) => {
    const isBegun = monitor.setup.some(({ required, present }) => required && present);
    return missingSteps(monitor).length - (isBegun ? MANY_STEPS : 0);
  };
  const [next = null] = unset.toSorted((a, b) => effort(a) - effort(b));
  return next;
}

const MANY_STEPS = 100;

export interface SetupList {
  readonly unset: readonly BoardMonitor[];
  /** Looks already, but a variable that tells more has no value. */
  readonly partial: readonly BoardMonitor[];
  readonly done: readonly BoardMonitor[];
}

/** What is to be set up, by how much it matters. Monitors that need no variable are not in it. */
export function setupList(monitors: readonly BoardMonitor[]): SetupList {
  const relevant = monitors.filter(({ setup }) => setup.length > 0);
  const unset = relevant.filter((monitor) => missingSteps(monitor).length > 0);
  const partial = relevant.filter((monitor) => !unset.includes(monitor) && monitor.setup.some(isWorthMaking));
  const done = relevant.filter((monitor) => !unset.includes(monitor) && !partial.includes(monitor));
  return { unset, partial, done };
}

/** A variable whose value is to be made somewhere, in contrast to one that merely changes a default. */
export function isWorthMaking({ present, mint_url }: SetupStep): boolean {
  return !present && mint_url !== null;
}

/** The address when it is an https one, else null: what a server sends is never followed unseen. */
export function safeLink(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' && parsed.username === '' && parsed.password === ''
    ? parsed.href
    : null;
}

/** What a person puts into a shell or an env file; the value is a shape, never a real one. */
export function exportLine({ variable, example }: Pick<SetupStep, 'variable' | 'example'>): string {
  const value = (example ?? '…').replaceAll("'", "'\\''");
  return /^[\w.:/@-]+$/.test(value) ? `export ${variable}=${value}` : `export ${variable}='${value}'`;
}
