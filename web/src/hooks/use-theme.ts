import { useMedia } from './use-media.ts';
import { usePreferences } from './use-preferences.ts';

/** The theme that is shown, chosen or the system's: for what is painted by hand. */
export function useTheme(): 'light' | 'dark' {
  const { theme } = usePreferences();
  const isSystemDark = useMedia('(prefers-color-scheme: dark)');
  return theme ?? (isSystemDark ? 'dark' : 'light');
}
