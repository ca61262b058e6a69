import type { ReactNode } from 'react';
import { usePreferences } from '../hooks/use-preferences.ts';
import { runCommand } from '../lib/commands.ts';
import type { Command } from '../lib/keyboard.ts';

/** Zone, theme and the list of keys, for the pointer. */
export function Tools() {
  const { zone } = usePreferences();
  return (
    <div className="flex items-center gap-0.5 md:px-0">
      <Tool command="utc" label={zone === 'utc' ? 'Show times in your zone' : 'Show times in UTC'}>
        <span className={`text-12 font-medium ${zone === 'utc' ? 'text-ink' : ''}`}>UTC</span>
      </Tool>
      <Tool command="theme" label="Switch between light and dark">
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.3" />
          <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" />
        </svg>
      </Tool>
      <span className="hidden md:contents">
        <Tool command="help" label="List of keyboard shortcuts">
          <span className="text-13 font-medium">?</span>
        </Tool>
      </span>
    </div>
  );
}

interface ToolProps {
  readonly command: Command;
  readonly label: string;
  readonly children: ReactNode;
}

function Tool({ command, label, children }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={() => runCommand(command)}
      className="flex h-8 min-w-8 items-center justify-center rounded-card px-2 text-muted transition-colors duration-120 hover:bg-surface hover:text-ink"
    >
      {children}
    </button>
  );
}
