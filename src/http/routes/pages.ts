import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCode, KoraError } from '../../lib/errors.ts';
import { packageFile } from '../../lib/package-files.ts';
import { createAssets } from '../assets.ts';

/** The dashboard's addresses; it draws them itself. */
const PAGES = [
  '/',
  '/heartbeat',
  '/monitors',
  '/monitors/:name',
  '/incidents',
  '/incidents/:id',
  '/providers',
  '/providers/:type',
  '/ledger',
  '/credentials',
  '/mcp',
  '/tasks',
  '/setup',
] as const;
const HTML = 'text/html; charset=utf-8';
const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Kora Heartbeat</title>
<h1>The dashboard is not built</h1><p>Run <code>npm run build</code> in the checkout and load this page again. The API works without it.</p></html>`;

export interface Pages {
  add(app: FastifyInstance): void;
  /** The dashboard saying that there is no such page, with the status that is set already; null when it is not built. */
  sendLost(reply: FastifyReply): Promise<FastifyReply | null>;
}

/** The dashboard: its own files by exact name, so that no path leads anywhere else, and one page for all its addresses. */
export function createPages(folder = packageFile('web/dist')): Pages {
  const index = () => readOrNull(join(folder, 'index.html'));
  const hashed = createAssets(join(folder, 'assets'));
  const plain = createAssets(folder);

  async function sendIndex(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const html = await index();
    if (html === null) return reply.status(503).type(HTML).send(NOT_BUILT);
    return reply.header('cache-control', 'no-cache').type(HTML).send(html);
  }

  return {
    add(app) {
      for (const path of PAGES) app.get(path, sendIndex);
      app.get('/assets/:file', async (request, reply) => {
        const asset = await hashed.find(readFileName(request.params), request.headers['accept-encoding']);
        if (asset === null) throw new KoraError('not_found', 'there is no such file');
        // Their names carry a hash of their content.
        return reply.headers({ ...asset.headers, 'cache-control': LONG }).send(asset.body);
      });
      for (const file of listFiles(folder)) {
        if (file === 'index.html') continue;
        app.get(`/${file}`, async (request, reply) => {
          const asset = await plain.find(file, request.headers['accept-encoding']);
          if (asset === null) throw new KoraError('not_found', 'there is no such file');
          return reply.headers({ ...asset.headers, 'cache-control': 'no-cache' }).send(asset.body);
        });
      }
    },
    async sendLost(reply) {
      const html = await index();
      return html === null ? null : reply.header('cache-control', 'no-cache').type(HTML).send(html);
    },
  };
}

const LONG = 'public, max-age=31536000, immutable';

function readFileName(params: unknown): string {
  if (typeof params !== 'object' || params === null || !('file' in params)) return '';
  return typeof params.file === 'string' ? params.file : '';
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [entry.name] : [],
    );
  } catch {
    // It is not built: the page itself says so.
    return [];
  }
}
