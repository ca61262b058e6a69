import { plainJson } from '../../lib/plain-text.ts';
import { createRedactor } from '../../lib/redact.ts';
import { explainOnce } from '../../operations/explain-once.ts';
import { chooseMonitors } from '../choose-monitors.ts';
import type { CliContext } from '../context.ts';
import { exitCodeOfStatuses } from '../exit-of-statuses.ts';
import { explainReport } from '../explain-report.ts';
import { interruptible } from '../interrupt.ts';
import { openConfig, tellWarnings } from '../open-config.ts';
import { startProgress } from '../progress.ts';

export interface ExplainOptions {
  readonly json?: boolean;
}

/**
 * `kora explain [NAME...]`: one look now at each, the experiments and the status page, in plain words; the exit code is that
 * of the worst status, as with `kora check`.
 */
export async function explain(
  context: CliContext,
  names: readonly string[],
  options: ExplainOptions,
): Promise<number> {
  const config = await openConfig(context);
  const { terminal, clock } = context;
  tellWarnings(terminal, config);
  const monitors = chooseMonitors(config.monitors, names);
  const redact = createRedactor(config.secrets.map((secret) => secret.reveal()));
  return interruptible(async (signal) => {
    const progress = startProgress(terminal, clock);
    signal.addEventListener('abort', progress.end, { once: true });
    const waiting = new Set(monitors.map(({ name }) => name));
    progress.say(`looking at ${waiting.size} of ${monitors.length}, and asking around`);
    try {
      const explained = await explainOnce({
        config,
        monitors,
        clock,
        redact,
        signal,
        onExplained(name) {
          waiting.delete(name);
          progress.say(`waiting for ${waiting.size} of ${monitors.length}`);
        },
      });
      progress.end();
      if (options.json === true) terminal.out(plainJson(explained));
      else terminal.outColumns(explainReport(explained, terminal));
      return exitCodeOfStatuses(explained.map(({ status }) => status ?? 'unknown'));
    } finally {
      progress.end();
    }
  });
}
