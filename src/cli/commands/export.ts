import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { KoraError } from '../../lib/errors.ts';
import { plainLine } from '../../lib/plain-text.ts';
import { createRedactor } from '../../lib/redact.ts';
import { type EpochMs, isoTime } from '../../lib/time.ts';
import { type ExportKind, type ExportWanted, exportHistory } from '../../operations/export-history.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { createEncoder, type ExportFormat } from '../export-format.ts';
import { fileOutput, isClosedPipe, type Output, STANDARD_OUTPUT } from '../export-output.ts';
import { interruptible } from '../interrupt.ts';
import { parseMoment } from '../moment.ts';
import { openConfig } from '../open-config.ts';
import { startProgress } from '../progress.ts';
import { count } from '../store-summary.ts';

export interface ExportOptions {
  readonly from?: string;
  readonly to?: string;
  readonly format: ExportFormat;
  readonly what: ExportKind;
  readonly monitors?: string;
  readonly output?: string;
}

/** `kora export`: the history as lines for other programs, on standard output or in a file. */
export async function exportCommand(context: CliContext, options: ExportOptions): Promise<number> {
  const { terminal, clock, cwd } = context;
  // Millions of lines: code that was compiled for size takes twice as long for them.
  setFlagsFromString('--no-optimize-for-size');
  const nowMs = clock.nowMs();
  const span = readSpan(options, nowMs);
  const names = readNames(options.monitors);
  const { storage, secrets } = await openConfig(context);
  const redact = createRedactor(secrets.map((secret) => secret.reveal()));
  const isFile = options.output !== undefined && options.output !== '-';
  return interruptible(async (signal) => {
    const output = isFile ? fileOutput(resolve(cwd, options.output ?? '')) : STANDARD_OUTPUT;
    signal.addEventListener('abort', output.discard, { once: true });
    try {
      const written = await writeAll(context, options, {
        output,
        signal,
        wanted: { storage, names, ...span, nowMs, redact },
      });
      output.finish();
      if (isFile)
        terminal.out(`${plainLine(options.output ?? '')}: ${count(written, options.what.slice(0, -1))}\n`);
      return EXIT.ok;
    } catch (error) {
      // `kora export | head`: nobody reads on, and that is no error.
      if (isClosedPipe(error)) return EXIT.ok;
      throw error;
    } finally {
      output.discard();
    }
  });
}

interface WriteParts {
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly wanted: ExportWanted;
}

async function writeAll(
  { terminal, clock }: CliContext,
  { what, format }: ExportOptions,
  { output, signal, wanted }: WriteParts,
): Promise<number> {
  const encoder = createEncoder(what, format);
  const progress = startProgress(terminal, clock);
  signal.addEventListener('abort', progress.end, { once: true });
  let written = 0;
  try {
    let head = encoder.head;
    for await (const records of exportHistory(what, wanted)) {
      await output.write(head + encoder.lines(records));
      head = '';
      written += records.length;
      progress.say(`exporting: ${count(written, what.slice(0, -1))}`);
    }
    if (head !== '') await output.write(head);
    return written;
  } finally {
    progress.end();
  }
}

const EARLIEST_MS = 0;

function readSpan(
  { from, to }: ExportOptions,
  nowMs: EpochMs,
): { readonly fromMs: EpochMs; readonly toMs: EpochMs } {
  const fromMs = from === undefined ? EARLIEST_MS : readMoment('--from', from, nowMs);
  const toMs = to === undefined ? nowMs : readMoment('--to', to, nowMs);
  if (fromMs >= nowMs && from !== undefined) {
    throw new KoraError('usage', `--from: ${isoTime(fromMs)} is not in the past`);
  }
  if (fromMs >= toMs) {
    throw new KoraError(
      'usage',
      `--from (${isoTime(fromMs)}) is not before --to (${isoTime(toMs)}), which is not included`,
    );
  }
  return { fromMs, toMs };
}

function readMoment(option: string, text: string, nowMs: EpochMs): EpochMs {
  const atMs = parseMoment(text, nowMs);
  if (atMs !== null && atMs >= EARLIEST_MS) return atMs;
  throw new KoraError(
    'usage',
    `${option}: ${JSON.stringify(text)} is not a time with its zone (2026-11-24T12:00:00Z), a date (2026-11-24) or how long ago (7d)`,
  );
}

function readNames(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new KoraError('usage', '--monitors: name at least one monitor');
  return names;
}
