import type { Controls } from '../../define-probe.ts';
import type { HttpOptions } from './http.ts';

// By its name a header is a credential or it is not: `accept: application/json` may be spelled out in a file.
const SECRET_HEADER =
  /^(?:proxy-)?authorization$|^cookie$|(?:^|-)(?:token|secret|password|api-?key|session)$/i;
// Any other may hold a credential of which its name does not tell.
const HARMLESS_HEADER = /^(?:accept(?:-language)?|user-agent|cache-control)$/i;
const SECRET_PARAMETER = /(?:^|[-_])(?:token|secret|password|(?:api[-_]?)?key|session|auth|sig(?:nature)?)$/i;

export function secretHeaderNames(headers: unknown): string[] {
  if (typeof headers !== 'object' || headers === null) return [];
  return Object.keys(headers).filter((name) => SECRET_HEADER.test(name));
}

/** The same call without anything that may be a credential, where it only reads. No call is known that anybody may make. */
export const controls: Controls<HttpOptions> = {
  withoutCredential({ url, method, headers }) {
    if ((method !== 'GET' && method !== 'HEAD') || secretHeaderNames(headers).length === 0) return null;
    return { url: withoutSecrets(url), method, headers: harmless(headers) };
  },
  // A site may well refuse with a page; RFC 9110, 15.5.2, has whoever asks for a credential say how.
  isRefusal: ({ headers }) =>
    headers['www-authenticate'] !== undefined || !/html/i.test(headers['content-type'] ?? ''),
};

function harmless(headers: HttpOptions['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => HARMLESS_HEADER.test(name))
      .map(([name, value]) => [name.toLowerCase(), value.reveal()]),
  );
}

function withoutSecrets(address: string): string {
  const url = new URL(address);
  const secret = [...url.searchParams.keys()].filter((name) => SECRET_PARAMETER.test(name));
  // Taking nothing out leaves the query as it was written.
  if (secret.length === 0) return address;
  for (const name of secret) url.searchParams.delete(name);
  return url.href;
}
