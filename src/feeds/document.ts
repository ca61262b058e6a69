import type { HeaderMap } from '../lib/http-client.ts';
import type { FeedDocument } from './define-feed.ts';
import { readXml } from './xml.ts';

/** A document, or in words why an answer is none. */
export type ReadDocument =
  | { readonly ok: true; readonly document: FeedDocument }
  | { readonly ok: false; readonly problem: string };

const LONGEST_TYPE_CHARS = 60;

/** Reads a body as what its content type says. Hosts that know no such page answer 200 with HTML for any path. */
export function readDocument(headers: HeaderMap, body: Buffer): ReadDocument {
  const type = headers['content-type'] ?? '';
  if (/[/+]json\b/i.test(type)) return readJson(decodeText(body));
  if (/[/+]xml\b/i.test(type)) return readXmlDocument(decodeText(body));
  const named = type.split(';')[0]?.trim().slice(0, LONGEST_TYPE_CHARS) || 'no content type';
  return { ok: false, problem: `It answered with ${named} where JSON or XML should be.` };
}

function readJson(text: string): ReadDocument {
  try {
    return { ok: true, document: { format: 'json', value: JSON.parse(text) } };
  } catch {
    return { ok: false, problem: 'It answered with JSON that is broken or not whole.' };
  }
}

function readXmlDocument(text: string): ReadDocument {
  const root = readXml(text);
  return root === null
    ? { ok: false, problem: 'It answered with XML that is broken, not whole or too large.' }
    : { ok: true, document: { format: 'xml', root } };
}

/**
 * UTF-8, or UTF-16 where a byte order mark says so, whatever the header claims: AWS sends UTF-16 with its big end first.
 * Bytes that are no text become U+FFFD, since one odd name is no reason to lose all others.
 */
function decodeText(body: Buffer): string {
  return new TextDecoder(encodingOf(body)).decode(body);
}

function encodingOf(body: Buffer): string {
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  return 'utf-8';
}
