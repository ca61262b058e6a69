import { join } from 'node:path';
import { buildServer, isServerFresh } from './build-server.ts';
import { buildWeb, isWebFresh } from './build-web.ts';

/** `npm run build`, and before every start and test with `--if-stale`: the dashboard, and the daemon in few files. */
const root = join(import.meta.dirname, '..');
const always = !process.argv.includes('--if-stale');

if (always || !isWebFresh(root)) await buildWeb(root);
if (always || !isServerFresh(root)) await buildServer(root);
