import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { Monitor } from '../../../src/contracts/monitors.ts';
import { applySnapshots, BOARD_KEY, SERVICES_KEY, useKnownBoard } from '../hooks/use-board.ts';
import { INCIDENTS_KEY } from '../hooks/use-incidents.ts';
import { LiveContext, type LiveMode, type LiveState } from '../hooks/use-live.ts';
import { STORAGE_KEY } from '../hooks/use-storage.ts';
import { after, byServer, nowMs } from '../lib/clock.ts';
import { gatherer } from '../lib/gather.ts';
import { followLive } from '../lib/live.ts';

/** A thousand monitors send many snapshots a second; nobody reads more than five pages a second. */
const GATHER_MS = 200;

type Stream = 'connecting' | 'open' | 'lost';

/** What was last known of the stream before it was lost. */
interface Loss {
  readonly atMs: number;
  /** Since when nothing came, when that is why it was given up. */
  readonly silentSinceMs: number | null;
}

/** Snapshots are put into the board a moment after they came. */
const SETTLING_MS = 1_000;

/** Keeps the pages current by the stream, and knows how current they are. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [stream, setStream] = useState<Stream>('connecting');
  const [loss, setLoss] = useState<Loss | null>(null);
  const board = useKnownBoard();
  const isFailing = board.error !== null;
  const mayFollow = useFirstReadOver(board.data !== undefined || isFailing);

  useEffect(() => {
    if (!mayFollow) return;
    const stop = new AbortController();
    let wasLost = false;
    const readAgain = () => {
      void client.invalidateQueries({ queryKey: BOARD_KEY });
      void client.invalidateQueries({ queryKey: SERVICES_KEY });
      void client.invalidateQueries({ queryKey: INCIDENTS_KEY });
      void client.invalidateQueries({ queryKey: STORAGE_KEY });
    };
    const snapshots = gatherer<Monitor>(GATHER_MS, (gathered) => applySnapshots(client, gathered));
    const incidents = gatherer<true>(GATHER_MS, () => {
      void client.invalidateQueries({ queryKey: INCIDENTS_KEY });
    });
    void followLive(
      {
        onSnapshots: (fresh) => snapshots.add(...fresh),
        onIncidents: () => incidents.add(true),
        onStorage: (storage) => client.setQueryData(STORAGE_KEY, storage),
        onOpen: () => {
          setStream('open');
          if (wasLost) readAgain();
          wasLost = false;
        },
        onQuiet: () => void client.invalidateQueries({ queryKey: BOARD_KEY }),
        onLost: (silentSinceMs) => {
          setStream('lost');
          if (!wasLost) {
            setLoss({ atMs: nowMs(), silentSinceMs });
            readAgain();
          }
          wasLost = true;
        },
      },
      stop.signal,
    );
    return () => {
      stop.abort();
      snapshots.stop();
      incidents.stop();
    };
  }, [client, mayFollow]);

  const readAtMs = byServer(board.dataUpdatedAt);
  const isUnheard = loss?.silentSinceMs != null && readAtMs < loss.silentSinceMs + SETTLING_MS;
  const mode = modeOf(stream, isFailing || isUnheard);
  const heardAtMs = Math.max(readAtMs, loss?.silentSinceMs ?? loss?.atMs ?? 0);
  const offlineSinceMs = mode === 'offline' && board.data !== undefined ? heardAtMs : null;
  const state = useMemo<LiveState>(() => ({ mode, offlineSinceMs }), [mode, offlineSinceMs]);
  return <LiveContext value={state}>{children}</LiveContext>;
}

const LONGEST_WAIT_MS = 2_000;

/**
 * True once the first read is over, or takes long. A stream begins with everything there is, and with a thousand
 * monitors it would take from the first read the very time that it needs.
 */
function useFirstReadOver(isSettled: boolean): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => after(isSettled ? 0 : LONGEST_WAIT_MS, () => setOver(true)), [isSettled]);
  return isOver;
}

function modeOf(stream: Stream, isGone: boolean): LiveMode {
  if (stream === 'open') return 'live';
  if (isGone) return 'offline';
  return stream === 'lost' ? 'polling' : 'connecting';
}
