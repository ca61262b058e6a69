import type { Command } from './keyboard.ts';

const listeners = new Set<(command: Command) => void>();

/** Tells everyone who listens what the keyboard asked for. */
export function runCommand(command: Command): void {
  for (const listener of listeners) listener(command);
}

export function onCommand(listener: (command: Command) => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
