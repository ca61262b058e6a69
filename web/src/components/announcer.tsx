import { useEffect, useRef, useState } from 'react';
import type { Status } from '../../../src/contracts/status.ts';
import type { Board } from '../lib/board.ts';
import { believedView } from '../lib/judgement.ts';
import { reasonWords, STATUS_LABELS } from '../lib/status.ts';

const MOST_SPOKEN = 3;

/** Tells readers of believed changes of status, and of nothing else. */
export function Announcer({ board }: { readonly board: Board | undefined }) {
  const [words, setWords] = useState('');
  const known = useRef<ReadonlyMap<string, Status>>(new Map());
  useEffect(() => {
    if (board === undefined) return;
    const monitors = board.monitors.map(believedView);
    const changed = monitors.filter(({ name, status }) => {
      const before = known.current.get(name);
      return before !== undefined && status !== null && before !== status;
    });
    known.current = new Map(
      monitors.flatMap(({ name, status }) => (status === null ? [] : [[name, status] as const])),
    );
    if (changed.length > MOST_SPOKEN) setWords(`${changed.length} services changed.`);
    else if (changed.length > 0) setWords(changed.map(changeWords).join(' '));
  }, [board]);
  return (
    <div aria-live="polite" className="sr-only" data-announcer>
      {words}
    </div>
  );
}

function changeWords({ title, status, reason }: Board['monitors'][number]): string {
  if (status === null) return '';
  const label = STATUS_LABELS[status].toLowerCase();
  return status === 'healthy' || reason === null
    ? `${title} is ${label}.`
    : `${title} is ${label}: ${reasonWords(reason)}.`;
}
