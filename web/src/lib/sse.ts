export interface SseEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | null;
}

/** Reads server-sent events out of text that comes in pieces. `push` gives the events that the piece completed. */
export function createSseParser(): { push(text: string): readonly SseEvent[] } {
  let rest = '';
  let event = '';
  let data: string[] = [];
  let id: string | null = null;

  function line(text: string): SseEvent | null {
    if (text === '') return finish();
    const colon = text.indexOf(':');
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
    if (field === 'id') id = value;
    return null;
  }

  function finish(): SseEvent | null {
    const finished = data.length === 0 ? null : { event: event || 'message', data: data.join('\n'), id };
    event = '';
    data = [];
    return finished;
  }

  return {
    push(text) {
      const whole = rest + text;
      // A piece may end between the two characters of a line end.
      const usable = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
      const lines = usable.split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + whole.slice(usable.length);
      return lines.map(line).filter((found) => found !== null);
    },
  };
}
