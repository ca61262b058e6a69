import { relative, resolve } from 'node:path';
import type { KoraConfig } from '../../config/config.ts';
import { plainLine } from '../../lib/plain-text.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { openConfig, tellWarnings } from '../open-config.ts';

/** `kora config check [FILE]`: throws with every problem, or says in one line what the configuration holds. */
export async function checkConfig(context: CliContext, file: string | undefined): Promise<number> {
  const { terminal, cwd } = context;
  const env = file === undefined ? context.env : { ...context.env, KORA_CONFIG: resolve(cwd, file) };
  const config = await openConfig({ ...context, env });
  tellWarnings(terminal, config);
  const name = file === undefined ? 'configuration' : plainLine(relative(cwd, resolve(cwd, file)));
  terminal.out(`${name}: ${summary(config)}\n`);
  return EXIT.ok;
}

function summary({ monitors, mcpServers, warnings }: KoraConfig): string {
  const unset = monitors.filter(({ missing }) => missing.length > 0).length;
  return [
    count(monitors.length, 'monitor') + (unset === 0 ? '' : ` (${unset} not set up)`),
    count(mcpServers.length, 'MCP server'),
    count(warnings.length, 'warning'),
  ].join(', ');
}

function count(many: number, word: string): string {
  return `${many} ${word}${many === 1 ? '' : 's'}`;
}
