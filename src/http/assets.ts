import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** One file of the dashboard as it goes out. */
export interface Asset {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The files of one folder, by exact name. */
export interface Assets {
  /** The file in the best encoding that the header accepts, or null when the folder holds no such name. */
  find(name: string, acceptEncoding: string | undefined): Promise<Asset | null>;
}

type Encoding = 'br' | 'gzip' | 'identity';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE: ReadonlySet<string> = new Set(['.js', '.css', '.svg', '.json', '.txt', '.webmanifest']);
const BROTLI_QUALITY = 9;

/** Reads each file when it is first asked for and keeps it, compressed once. A name that changed is a new file. */
export function createAssets(folder: string): Assets {
  const kept = new Map<string, Promise<Asset>>();

  async function has(name: string): Promise<boolean> {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries.some((entry) => entry.isFile() && entry.name === name);
    } catch {
      return false;
    }
  }

  return {
    async find(name, acceptEncoding) {
      const encoding = COMPRESSIBLE.has(extname(name)) ? chooseEncoding(acceptEncoding) : 'identity';
      const key = `${encoding} ${name}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      if (!(await has(name))) return null;
      const asset = readAsset(join(folder, name), encoding);
      kept.set(key, asset);
      // A file that could not be read now may be there the next time.
      asset.catch(() => kept.delete(key));
      return asset;
    },
  };
}

async function readAsset(path: string, encoding: Encoding): Promise<Asset> {
  const headers: Record<string, string> = {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    ...(COMPRESSIBLE.has(extname(path)) ? { vary: 'accept-encoding' } : {}),
    ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
  };
  return { body: await encode(await readFile(path), encoding), headers };
}

async function encode(plain: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(plain);
  if (encoding === 'identity') return plain;
  return promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
}

function chooseEncoding(header = ''): Encoding {
  const accepted = header
    .toLowerCase()
    .split(',')
    .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}
