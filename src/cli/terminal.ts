import { styleText } from 'node:util';
import type { Environment } from '../config/environment.ts';
import { createRedactor, createValueRedactor, type Redact } from '../lib/redact.ts';

/** The part of a stream that the command line needs. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Colour = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan';

/** Puts a colour around a text, or leaves it as it is where colours are not wanted. */
export type Paint = (colour: Colour, text: string) => string;

/** Where the command line writes. Everything passes the scrubber. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /**
   * For text in columns, of which each part that others wrote has passed `clean`: only known values are taken out, since
   * a name beside another column may look like a credential (`web-bearer  12 ms`).
   */
  outColumns(text: string): void;
  /** Takes known values, and what is shaped like a credential, out of one part of a text. */
  clean(text: string): string;
  readonly paintOut: Paint;
  readonly paintErr: Paint;
  readonly colours: { readonly out: boolean; readonly err: boolean };
  /** Columns of the terminal that standard output is; null when it is none, and lines may be of any length. */
  readonly columns: number | null;
  /** A person looks at standard error: progress may be shown there. */
  readonly interactive: boolean;
  /** From now on these credentials are taken out, too. */
  protect(secrets: readonly string[]): void;
}

export interface TerminalParts {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Environment;
}

const NARROWEST = 40;

export function createTerminal({ stdout, stderr, env }: TerminalParts): Terminal {
  const known = new Set<string>();
  let redact: Redact = createRedactor([]);
  let redactValues: Redact = createValueRedactor([]);
  const colours = { out: hasColours(stdout, env), err: hasColours(stderr, env) };
  return {
    out: (text) => void stdout.write(redact(text)),
    err: (text) => void stderr.write(redact(text)),
    outColumns: (text) => void stdout.write(redactValues(text)),
    clean: (text) => redact(text),
    paintOut: painter(colours.out),
    paintErr: painter(colours.err),
    colours,
    columns: stdout.isTTY === true ? Math.max(NARROWEST, stdout.columns ?? 80) : null,
    interactive: stderr.isTTY === true && env.TERM !== 'dumb',
    protect(secrets) {
      for (const secret of secrets) known.add(secret);
      redact = createRedactor([...known]);
      redactValues = createValueRedactor([...known]);
    },
  };
}

// https://no-color.org and https://force-color.org; who asks for none gets none.
function hasColours(sink: Sink, env: Environment): boolean {
  const forced = env.FORCE_COLOR;
  if ((env.NO_COLOR ?? '') !== '' || forced === '0' || forced === 'false') return false;
  if (forced !== undefined) return true;
  return sink.isTTY === true && env.TERM !== 'dumb';
}

function painter(enabled: boolean): Paint {
  return (colour, text) =>
    enabled && text !== '' ? styleText(colour, text, { validateStream: false }) : text;
}
