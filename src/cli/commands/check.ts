import type { MonitorConfig } from '../../config/config.ts';
import { parseDuration } from '../../lib/duration.ts';
import { KoraError } from '../../lib/errors.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { plainJson } from '../../lib/plain-text.ts';
import { createRedactor } from '../../lib/redact.ts';
import { bindMonitors } from '../../operations/bind-monitors.ts';
import { type Looked, lookOnce } from '../../operations/look-once.ts';
import { checkJson, checkTable } from '../check-report.ts';
import { chooseMonitors } from '../choose-monitors.ts';
import type { CliContext } from '../context.ts';
import { exitCodeOfStatuses } from '../exit-of-statuses.ts';
import { interruptible } from '../interrupt.ts';
import { openConfig, tellWarnings } from '../open-config.ts';
import { startProgress } from '../progress.ts';

// A person waits: what is slower (the age of every secret, say) is the daemon's to find out.
const LONGEST_WAIT_MS = 30_000;

export interface CheckOptions {
  readonly json?: boolean;
  readonly timeout?: string;
}

/** `kora check [NAME...]`: one look now at each, side by side; the exit code is that of the worst status. */
export async function check(
  context: CliContext,
  names: readonly string[],
  options: CheckOptions,
): Promise<number> {
  const timeoutMs = readTimeout(options.timeout);
  const config = await openConfig(context);
  const { terminal } = context;
  tellWarnings(terminal, config);
  const monitors = chooseMonitors(config.monitors, names).map((monitor) =>
    timeoutMs === null ? monitor : { ...monitor, timeoutMs },
  );
  const secrets = config.secrets.map((secret) => secret.reveal());
  return interruptible(async (signal) => {
    const looked = await lookAtAll(context, { monitors, secrets, timeoutMs, signal });
    if (options.json === true) terminal.out(plainJson(checkJson(looked)));
    else terminal.outColumns(checkTable(looked, terminal));
    return exitCodeOfStatuses(looked.map(({ verdict }) => verdict.status));
  });
}

interface LookParts {
  readonly monitors: readonly MonitorConfig[];
  readonly secrets: readonly string[];
  readonly timeoutMs: number | null;
  readonly signal: AbortSignal;
}

async function lookAtAll(
  { clock, terminal }: CliContext,
  { monitors, secrets, timeoutMs, signal }: LookParts,
): Promise<readonly Looked[]> {
  const client = createHttpClient(clock);
  const bound = bindMonitors(monitors, { client, clock, redact: createRedactor(secrets) });
  const progress = startProgress(terminal, clock);
  const waiting = new Set(monitors.map(({ name }) => name));
  const say = () => progress.say(progressText(monitors.length, [...waiting]));
  // However it ends, the line goes first: an interrupt leaves no half-drawn line behind.
  signal.addEventListener('abort', progress.end, { once: true });
  say();
  try {
    return await Promise.all(
      bound.map(async (one) => {
        const looked = await lookOnce(one, { clock, signal, withinMs: timeoutMs ?? LONGEST_WAIT_MS });
        waiting.delete(one.monitor.name);
        say();
        return looked;
      }),
    );
  } finally {
    progress.end();
    await client.close();
  }
}

const MOST_NAMED = 3;

function progressText(total: number, waiting: readonly string[]): string {
  const more = waiting.length > MOST_NAMED ? `, ${waiting.length - MOST_NAMED} more` : '';
  return `looking: ${total - waiting.length} of ${total} done, waiting for ${waiting.slice(0, MOST_NAMED).join(', ')}${more}`;
}

function readTimeout(text: string | undefined): number | null {
  if (text === undefined) return null;
  const timeoutMs = parseDuration(text);
  if (timeoutMs === null) {
    throw new KoraError('usage', `--timeout: ${JSON.stringify(text)} is not a duration such as 500ms or 5s`);
  }
  return timeoutMs;
}
