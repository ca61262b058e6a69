import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startVitest } from 'vitest/node';
import { ensureChromium } from './ensure-chromium.ts';

/** `npm test`: sets up what the tests need, runs them all, and ends with the line `N passed, N failed`. */
async function main(): Promise<void> {
  const chromium = ensureChromium();
  if (chromium === null) {
    console.error(
      'No Chrome or Chromium was found, and this is no Debian where it could be installed as root.',
    );
    console.error(
      'Install one (for example: sudo apt-get install chromium), or set KORA_CHROMIUM to its path.',
    );
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
    return;
  }
  process.env.KORA_CHROMIUM = chromium;
  execFileSync(process.execPath, [join(import.meta.dirname, 'build.ts'), '--if-stale'], {
    stdio: 'inherit',
  });
  const vitest = await startVitest('test', process.argv.slice(2), { run: true, watch: false });
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
  const count = (state: string) => tests.filter((test) => test.result().state === state).length;
  const brokenModules = vitest.state
    .getTestModules()
    .filter((module) => !module.ok() && module.children.size === 0).length;
  const failed = count('failed') + brokenModules + vitest.state.getUnhandledErrors().length;
  const passed = count('passed');
  const skipped = count('skipped');
  await vitest.close();
  console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
  // A run that executed nothing proves nothing.
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}

await main();
