import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';
import { errorCode } from './errors.ts';
import { TransportError } from './transport-error.ts';

const DECODERS = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
} as const;

/** The body as it was before its `content-encoding`; throws once it would be larger than `limitBytes`. */
export async function decodeBody(
  body: Buffer,
  encoding: string | undefined,
  limitBytes: number,
): Promise<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity' || body.length === 0) return body;
  if (!isKnown(name))
    throw new TransportError('unexpected_body', 'the answer has an unknown content-encoding');
  try {
    return await DECODERS[name](body, { maxOutputLength: limitBytes });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw bodyTooLarge(limitBytes);
    throw new TransportError('unexpected_body', `the answer is not valid ${name}`, { cause: error });
  }
}

export function bodyTooLarge(limitBytes: number): TransportError {
  return new TransportError('body_too_large', `the answer is larger than ${limitBytes} bytes`);
}

function isKnown(name: string): name is keyof typeof DECODERS {
  return Object.hasOwn(DECODERS, name);
}
