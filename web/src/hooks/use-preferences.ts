import { useSyncExternalStore } from 'react';
import { onPreferences, type Preferences, preferences } from '../lib/preferences.ts';

/** What this viewer chose: theme and zone of times. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences);
}
