import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Stand-ins of status pages on PORT, one per path: about 100 kB each, as large pages are. CHANGING ones say something new each time. */
const COMPONENTS = 300;
const STARTED = '2026-11-20T09:00:00.000Z';
const isChanging = process.env.CHANGING === '1';
let asked = 0;

function pageOf(version: number): Buffer {
  const components = Array.from({ length: COMPONENTS }, (_, i) => ({
    id: `component${i}`,
    name: `Component ${i}`,
    status: i === version % COMPONENTS ? 'degraded_performance' : 'operational',
    created_at: STARTED,
    updated_at: STARTED,
    position: i,
    description: 'What it does, in a sentence or two, as pages tell it to those who depend on it.',
    showcase: false,
    start_date: '2020-01-01',
    group_id: null,
    page_id: 'page',
    group: false,
    only_show_if_degraded: false,
  }));
  return gzipSync(
    JSON.stringify({
      page: { id: 'page', name: 'Acme', url: 'https://status.acme.test', updated_at: STARTED },
      components,
      incidents: [incidentOf(version)],
      scheduled_maintenances: [],
      status: { indicator: 'minor', description: 'Degraded' },
    }),
  );
}

function incidentOf(version: number) {
  return {
    id: 'incident',
    name: 'Elevated errors',
    status: 'identified',
    impact: 'minor',
    created_at: STARTED,
    incident_updates: Array.from({ length: 10 }, (_, i) => ({
      body: `We see <b>more errors</b> than usual &amp; look into it, for the ${version + i}th time.`,
      created_at: STARTED,
    })),
    components: [{ id: 'component1', name: 'Component 1', status: 'operational' }],
  };
}

const first = pageOf(0);
createServer((_request, response) => {
  asked += 1;
  const body = isChanging ? pageOf(asked) : first;
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    'content-length': String(body.length),
  });
  response.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
