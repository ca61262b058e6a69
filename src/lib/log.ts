import pino, { type Logger as PinoLogger } from 'pino';
import type { Redact } from './redact.ts';

/** One event per line: a fixed name and fields. `log.info({ monitor: 'vercel' }, 'look.failed')`. */
export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error'>;

export interface LogParts {
  readonly level: string;
  readonly redact: Redact;
  /** Takes whole lines, each with its line break. */
  readonly write: (line: string) => void;
  /** Readable lines instead of JSON. */
  readonly readable: boolean;
}

/** Everything it writes has passed the scrubber. */
export function createLogger({ level, redact, write, readable }: LogParts): Logger {
  const stream = {
    write(line: string) {
      const clean = redact(line);
      write(readable ? readableLine(clean) : clean);
    },
  };
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}

function readableLine(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const rest = Object.entries(fields).map(([key, value]) => `  ${key}=${readableValue(value)}`);
  return `${String(time).slice(11, 23)} ${String(level).toUpperCase().padEnd(5)} ${String(msg)}${rest.join('')}\n`;
}

// JSON escapes control characters, so that no upstream text can move the cursor or recolour the terminal.
function readableValue(value: unknown): string {
  return typeof value === 'string' && /^[\w./:@+-]+$/.test(value) ? value : JSON.stringify(value);
}
