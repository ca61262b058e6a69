import type { ServerResponse } from 'node:http';
import type { BoardEvent } from '../recording/snapshot-board.ts';

/** One connection of the live stream. While its socket is full it keeps the newest event of each monitor, and no more. */
export interface LiveClient {
  send(event: BoardEvent): void;
  /** Sends a text that stands beside the snapshots; one whose socket is full goes without it. */
  sendText(text: string): void;
  /** Shows that the connection lives; one that takes nothing for too long is cut. */
  comment(): void;
  end(): void;
}

// A minute without taking a byte: nobody is reading any more, and who comes back resumes.
const MAX_MISSED_COMMENTS = 4;

export function createLiveClient(
  response: ServerResponse,
  encode: (event: BoardEvent) => string,
): LiveClient {
  // In the order of their ids; filled only while the socket is full.
  const pending = new Map<string, BoardEvent>();
  let isFull = false;
  let missedComments = 0;

  function send(event: BoardEvent): void {
    if (!isFull) {
      isFull = !response.write(encode(event));
      return;
    }
    // To the end: an id may only be sent when everything before it was, or resuming from it would miss the rest.
    pending.delete(event.name);
    pending.set(event.name, event);
  }

  response.on('drain', () => {
    isFull = false;
    missedComments = 0;
    for (const [name, event] of pending) {
      if (isFull) return;
      pending.delete(name);
      send(event);
    }
  });

  return {
    send,
    sendText(text) {
      if (!isFull) isFull = !response.write(text);
    },
    comment() {
      if (!isFull) isFull = !response.write(':\n\n');
      else if (missedComments < MAX_MISSED_COMMENTS) missedComments += 1;
      else response.destroy();
    },
    end: () => response.end(),
  };
}
