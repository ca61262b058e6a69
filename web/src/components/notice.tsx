import { useSyncExternalStore } from 'react';
import { notice, onNotice } from '../lib/notice.ts';

/** The answer to what the viewer just did, for a moment. */
export function Notice() {
  const text = useSyncExternalStore(onNotice, notice);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-4 bottom-20 z-40 flex justify-center md:bottom-6 md:left-[216px]"
    >
      {text !== null && (
        <p className="appear rounded-card border border-hairline bg-ink px-3 py-2 text-13 text-page shadow-lg">
          {text}
        </p>
      )}
    </div>
  );
}
