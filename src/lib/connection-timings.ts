import { channel } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import type { Clock } from './time.ts';

/** What opening one connection took, in milliseconds. */
export interface ConnectionTiming {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
}

/** Learns which socket a request goes out on, and what opening that socket took. */
export interface ConnectionTimings {
  wrap(connect: buildConnector.connector): buildConnector.connector;
  /** Call in `onRequestStart`; `assigned` runs before the request's first byte is sent. Timing is null on a reused socket. */
  expectSocket(assigned: (timing: ConnectionTiming | null) => void): void;
}

interface OpenedSocket {
  timing: ConnectionTiming;
  claimed: boolean;
}

// undici tells which socket a request uses nowhere but here.
const SEND_HEADERS = channel('undici:client:sendHeaders');

export function createConnectionTimings(clock: Clock): ConnectionTimings {
  const opened = new WeakMap<Socket, OpenedSocket>();
  let expecting: ((timing: ConnectionTiming | null) => void) | null = null;

  // undici calls onRequestStart and writes the headers in one synchronous stretch, so the next message is ours.
  SEND_HEADERS.subscribe((message) => {
    const assigned = expecting;
    expecting = null;
    if (assigned === null) return;
    const { socket } = message as { socket: Socket };
    const known = opened.get(socket);
    if (known === undefined || known.claimed) return assigned(null);
    known.claimed = true;
    assigned(known.timing);
  });

  return {
    wrap: (connect) => (options, callback) => {
      const startedTick = clock.tick();
      let resolvedTick: number | null = null;
      let connectedTick: number | null = null;
      // The typings say nothing is returned; undici's own connector returns its socket.
      const socket = connect(options, (...result) => {
        const error = result[0];
        const ready = result[1];
        if (error === null && ready !== null) {
          const readyTick = clock.tick();
          opened.set(ready, {
            claimed: false,
            timing: {
              dnsMs: resolvedTick === null ? null : resolvedTick - startedTick,
              connectMs: (connectedTick ?? readyTick) - (resolvedTick ?? startedTick),
              tlsMs: options.protocol === 'https:' ? readyTick - (connectedTick ?? startedTick) : null,
            },
          });
        }
        callback(...result);
      }) as unknown as Socket;
      socket.once('lookup', () => {
        resolvedTick = clock.tick();
      });
      socket.once('connect', () => {
        connectedTick = clock.tick();
      });
    },
    expectSocket(assigned) {
      expecting = assigned;
    },
  };
}
