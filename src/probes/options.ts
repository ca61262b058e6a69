import { z } from 'zod';
import { Secret } from '../lib/secret.ts';

// RFC 9110, 5.5: what a header field value may hold. A token pasted with a line break would otherwise fail at
// each look with an error that is about HTTP and not about the token.
const HEADER_SAFE = /^[\x21-\x7e\x80-\xff]+(?:[ \t]+[\x21-\x7e\x80-\xff]+)*$/;
const LATIN_1 = /^[^\u0100-\uffff]*$/;
const NO_CREDENTIAL = 'holds a character that no credential has (a line break or a control character)';
const NO_HEADER =
  'holds a character that no header can carry, such as “ or …; was it shortened or formatted where it was copied from?';

/** A credential, as a `Secret`. Surrounding white space is never part of one. */
export function secretOption() {
  return z
    .string()
    .trim()
    .regex(HEADER_SAFE, { error: ({ input }) => (LATIN_1.test(String(input)) ? NO_CREDENTIAL : NO_HEADER) })
    .transform((value) => new Secret(value))
    .meta({ description: 'A reference: ${env:NAME} or ${file:PATH}.' });
}

/** An http or https address without its trailing slash, user name or query. */
export function addressOption() {
  return z
    .string()
    .trim()
    .refine(isPlainAddress, 'is not an http or https address such as https://api.example.com')
    .transform((value) => value.replace(/\/+$/, ''));
}

/** A list, also as `a, b, c` from the environment. Empty parts are left out. */
export function listOption() {
  return z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '')
        : value,
    z.array(z.string().min(1)),
  );
}

function isPlainAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.search === '' &&
    url.hash === ''
  );
}

/** An http or https address as it is, query and all, but without a user name. */
export function addressWithQueryOption() {
  return z
    .string()
    .trim()
    .refine(isAddress, 'is not an http or https address')
    .refine(
      (value) => !isAddress(value) || new URL(value).username + new URL(value).password === '',
      'holds a user name or password; send them as the header authorization instead',
    );
}

function isAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
