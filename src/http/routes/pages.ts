import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';

const DIST = join(import.meta.dirname, '../../../web/dist');
const PAGES = ['/', '/heartbeat', '/mcp', '/tasks', '/setup', '/monitors/:name'] as const;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
};
const NOT_BUILT = `<!doctype html><meta charset="utf-8"><title>Kora Heartbeat</title>
<h1>The dashboard is not built</h1><p>Run <code>npm run build</code> in the checkout and load this page again. The API works without it.</p>`;

/** The dashboard: its own files by exact name, so that no path leads anywhere else, and one page for all its addresses. */
export function addPages(app: FastifyInstance): void {
  for (const path of PAGES) app.get(path, (_request, reply) => sendIndex(reply));
  app.get('/assets/:file', ({ params }, reply) => {
    const { file } = params as { file: string };
    if (!listFiles(join(DIST, 'assets')).includes(file)) return reply.callNotFound();
    // Their names carry a hash of their content.
    return sendFile(
      reply.header('cache-control', 'public, max-age=31536000, immutable'),
      join(DIST, 'assets', file),
    );
  });
  for (const file of listFiles(DIST)) {
    if (file !== 'index.html') app.get(`/${file}`, (_request, reply) => sendFile(reply, join(DIST, file)));
  }
}

function sendIndex(reply: FastifyReply): FastifyReply {
  const index = join(DIST, 'index.html');
  if (!existsSync(index))
    return reply
      .status(503)
      .type(TYPES['.html'] ?? '')
      .send(NOT_BUILT);
  return sendFile(reply.header('cache-control', 'no-cache'), index);
}

function sendFile(reply: FastifyReply, path: string): FastifyReply {
  return reply.type(TYPES[extname(path)] ?? 'application/octet-stream').send(readFileSync(path));
}

function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );
}
