import type { CliContext } from '../context.ts';
export async function doctor(_context: CliContext, _options: object): Promise<number> {
  return 0;
}
