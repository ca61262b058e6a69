import { VERSION } from '../../lib/version.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-code.ts';

export function versionText(): string {
  return `kora ${VERSION} (Node ${process.versions.node}, ${process.platform}-${process.arch})`;
}

export function printVersion({ terminal }: CliContext): number {
  terminal.out(`${versionText()}\n`);
  return EXIT.ok;
}
