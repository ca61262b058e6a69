import type { MonitorConfig } from '../config/config.ts';
import type { Variable } from '../probes/define-probe.ts';
import { type HeldCredential, heldCredentials } from './held-credentials.ts';
import { titleOf } from './list-monitors.ts';

/** A credential that the configuration names, set or not. Monitors that hold the same value share one. */
export interface ConfiguredCredential {
  /** The first monitor and its option: `vercel/token`. */
  readonly id: string;
  readonly provider: string;
  readonly title: string;
  readonly monitors: readonly string[];
  /** Where it is set; null when the file refers to it. */
  readonly variable: string | null;
  readonly mintUrl: string | null;
  readonly leastScope: string | null;
  /** By the monitors that hold it, the first first; empty while it is not used. */
  readonly held: readonly HeldCredential[];
  /** Why it is not used: unset variables, or others that the monitor also needs. Null when it is used. */
  readonly lack: Lack | null;
}

export interface Lack {
  /** Unset. For one of a file that refers to several, all that are. */
  readonly unset: readonly string[];
  /** Whether the credential itself is unset, rather than something else that the monitor needs. */
  readonly isItself: boolean;
  /** Nothing is asked without it. */
  readonly isRequired: boolean;
  /** What degrades without it, as a sentence. */
  readonly withoutIt: string;
}

/** Every credential of the monitors, in their order. Values are compared in memory alone. */
export function configuredCredentials(monitors: readonly MonitorConfig[]): readonly ConfiguredCredential[] {
  const used = groupByValue(monitors.flatMap(heldCredentials)).flatMap(toUsed);
  const unused = monitors.flatMap(unusedCredentials);
  return [...used, ...unused];
}

function groupByValue(all: readonly HeldCredential[]): readonly (readonly HeldCredential[])[] {
  const groups = new Map<string, HeldCredential[]>();
  for (const held of all) {
    const key = `${held.monitor.definition.type}\n${held.value.reveal()}`;
    groups.set(key, [...(groups.get(key) ?? []), held]);
  }
  return [...groups.values()];
}

function toUsed(group: readonly HeldCredential[]): ConfiguredCredential[] {
  const [first] = group;
  return first === undefined
    ? []
    : [{ ...describe(first.monitor, first.option), monitors: namesOf(group), held: group, lack: null }];
}

function namesOf(group: readonly HeldCredential[]): string[] {
  return group.map(({ monitor }) => monitor.name);
}

function unusedCredentials(monitor: MonitorConfig): ConfiguredCredential[] {
  return Object.entries(monitor.definition.variables).flatMap(([option, variable]) => {
    const lack = variable.secret ? lackOf(monitor, option, variable) : null;
    return lack === null ? [] : [{ ...describe(monitor, option), monitors: [monitor.name], held: [], lack }];
  });
}

function lackOf(monitor: MonitorConfig, option: string, variable: Variable): Lack | null {
  const { missing, setup, options } = monitor;
  const { required: isRequired, withoutIt, env } = variable;
  const step = setup.find((it) => it.variable === env);
  if (missing.length > 0) {
    if (!isRequired) return null;
    // What a file refers to is known by its variable alone, and not by the option that it fills.
    const isItself = step === undefined || missing.includes(env);
    return { unset: isItself && step !== undefined ? [env] : missing, isItself, isRequired, withoutIt };
  }
  const isGiven = typeof options === 'object' && options !== null && Object.hasOwn(options, option);
  return isRequired || isGiven || step === undefined
    ? null
    : { unset: [env], isItself: true, isRequired, withoutIt };
}

function describe(monitor: MonitorConfig, option: string) {
  const { name, definition } = monitor;
  const variable = definition.variables[option];
  return {
    id: `${name}/${option}`,
    provider: definition.type,
    title: credentialTitle(monitor, option),
    variable: isFromFile(monitor, option) ? null : (variable?.env ?? null),
    mintUrl: variable?.mintUrl ?? null,
    leastScope: variable?.leastScope ?? null,
  };
}

function isFromFile({ setup, fileOptions = [] }: MonitorConfig, option: string): boolean {
  return setup.length === 0 || fileOptions.includes(option);
}

// The credential of the look goes by the name of the monitor alone, any other by its own name too.
function credentialTitle(monitor: MonitorConfig, option: string): string {
  const title = titleOf(monitor);
  const [first] = Object.entries(monitor.definition.variables).find(([, { secret }]) => secret) ?? [];
  return first === option ? title : `${title} (${inWords(option)})`;
}

function inWords(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
