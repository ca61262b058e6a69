import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { folder } from './bench-folder.ts';
import { type Figure, show } from './figure.ts';
import { cpuPerProbe } from './parts/cpu.ts';
import { hotEndpoint } from './parts/endpoint.ts';
import { statusPages } from './parts/feeds.ts';
import { fiveMonitors } from './parts/five.ts';
import { manyMonitors } from './parts/many.ts';
import { reading } from './parts/reading.ts';
import { startTimes } from './parts/start.ts';
import { upkeep } from './parts/upkeep.ts';
import { writing } from './parts/writing.ts';
import { stopAll } from './processes.ts';

/** `npm run bench`: each figure beside its baseline of the same run. Everything on 127.0.0.1; ends by itself. */
const PARTS = {
  start: startTimes,
  cpu: cpuPerProbe,
  endpoint: hotEndpoint,
  feeds: statusPages,
  five: fiveMonitors,
  many: manyMonitors,
  writing,
  reading,
  upkeep,
};
const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const chosen = Object.entries(PARTS).filter(([name]) => values.only === undefined || values.only === name);
if (chosen.length === 0) {
  rmSync(folder, { recursive: true });
  console.error(`--only takes one of ${Object.keys(PARTS).join(', ')}`);
  process.exit(64);
}
const figures: Figure[] = [];
try {
  for (const [, measure] of chosen) {
    const measured = await measure();
    figures.push(...measured);
    if (!values.json) for (const figure of measured) show(figure);
  }
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify(figures, null, 2));
process.exit(0);
