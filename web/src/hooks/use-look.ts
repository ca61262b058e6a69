import { useCallback, useState } from 'react';
import { lookNow } from '../lib/api.ts';
import { ApiError } from '../lib/api-error.ts';
import { notify } from '../lib/notice.ts';

/** Asks for a look now; what came of it shows by itself, only a refusal needs words. */
export function useLook(name: string, title: string): { isLooking: boolean; look: () => void } {
  const [isLooking, setLooking] = useState(false);
  const look = useCallback(() => {
    setLooking(true);
    askForLook(name, title).finally(() => setLooking(false));
  }, [name, title]);
  return { isLooking, look };
}

export async function askForLook(name: string, title: string): Promise<void> {
  try {
    await lookNow(name);
    notify(`Looked at ${title}.`);
  } catch (error) {
    notify(refusalWords(title, error));
  }
}

function refusalWords(title: string, error: unknown): string {
  if (!(error instanceof ApiError)) return `${title} could not be looked at.`;
  if (error.status === 409) return `A look at ${title} is under way already.`;
  if (error.status === 429) {
    const seconds = error.retryAfterSeconds;
    return `${title} was looked at moments ago.${seconds === null ? '' : ` Again in ${seconds} s.`}`;
  }
  return `${title} could not be looked at. ${error.message}`;
}
