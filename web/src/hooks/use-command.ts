import { useEffect, useEffectEvent } from 'react';
import { onCommand } from '../lib/commands.ts';
import type { Command } from '../lib/keyboard.ts';

/** Calls `handle` for every command while the component is shown. */
export function useCommand(handle: (command: Command) => void): void {
  const latest = useEffectEvent(handle);
  useEffect(() => onCommand((command) => latest(command)), []);
}
