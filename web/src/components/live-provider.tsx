import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { applySnapshots, BOARD_KEY, SERVICES_KEY } from '../hooks/use-board.ts';
import { LiveContext, type LiveMode, type LiveState } from '../hooks/use-live.ts';
import type { Board } from '../lib/board.ts';
import { nowMs } from '../lib/clock.ts';
import { followLive } from '../lib/live.ts';

type Stream = 'connecting' | 'open' | 'lost';

/** Keeps the pages current by the stream, and knows how current they are. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [stream, setStream] = useState<Stream>('connecting');
  const [lostAtMs, setLostAtMs] = useState<number | null>(null);
  const board = useQuery<Board>({ queryKey: BOARD_KEY, enabled: false });

  useEffect(() => {
    const stop = new AbortController();
    let wasLost = false;
    const readAgain = () => {
      void client.invalidateQueries({ queryKey: BOARD_KEY });
      void client.invalidateQueries({ queryKey: SERVICES_KEY });
    };
    void followLive(
      {
        onSnapshots: (snapshots) => applySnapshots(client, snapshots),
        onOpen: () => {
          setStream('open');
          if (wasLost) readAgain();
          wasLost = false;
        },
        onLost: () => {
          setStream('lost');
          if (!wasLost) {
            setLostAtMs(nowMs());
            readAgain();
          }
          wasLost = true;
        },
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [client]);

  const mode = modeOf(stream, board.isError);
  const offlineSinceMs =
    mode === 'offline' && board.data !== undefined ? Math.max(board.dataUpdatedAt, lostAtMs ?? 0) : null;
  const state = useMemo<LiveState>(() => ({ mode, offlineSinceMs }), [mode, offlineSinceMs]);
  return <LiveContext value={state}>{children}</LiveContext>;
}

function modeOf(stream: Stream, isFailing: boolean): LiveMode {
  if (stream === 'open') return 'live';
  if (isFailing) return 'offline';
  return stream === 'lost' ? 'polling' : 'connecting';
}
