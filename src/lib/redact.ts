/** Takes every known credential, however encoded, and everything shaped like one out of a text. */
export type Redact = (text: string) => string;

export const MASK = '[redacted]';

/**
 * Shorter values stand in ordinary text by chance (`test`, `abc`), and taking them out would garble every answer
 * without protecting anything; `kora doctor` calls such a credential malformed.
 */
export const MIN_SECRET_CHARS = 6;

/**
 * Shapes of credentials that were never configured here, for text that others wrote. The scheme word goes too.
 * Sources: the providers' own documentation of their token prefixes; RFC 7519 for the JWT.
 */
const TOKEN_SHAPES = new RegExp(
  [
    '\\bbearer(?:\\s|%20|\\+)+[\\w.~+/=,%-]*',
    '\\bflyv1(?:\\s|%20|\\+)+[\\w.~+/=,%-]{4,}',
    // A digit or padding tells an encoded user and password from an ordinary word.
    '\\bbasic(?:\\s|%20|\\+)+(?=[\\w+/]*[\\d=])[\\w+/]{8,}={0,2}',
    '\\beyJ[\\w-]{8,}\\.[\\w-]{4,}(?:\\.[\\w-]*)?',
    '\\b(?:gh[pousr]_|github_pat_)[\\w-]*',
    '\\b(?:glpat-|sntry[aisu]_|sb_(?:publishable|secret)_|sbp_|(?:sk|rk|pk)_(?:live|test)_|xox[abeoprs]-|xapp-|napi_|dop_v1_|lin_api_|hvs\\.|vc[aikpr]_|pscale_tkn_)[\\w-]{6,}',
    '\\b(?:npm_|nfp_|rnd_|re_|sk-)[\\w-]{16,}',
    '\\bdp\\.(?:st|sa|said|pt|ct|scim|audit)\\.[\\w.-]{6,}',
    '\\b(?:fm1r_|fm1a_|fm2_|fo1_)[\\w+/=-]{6,}',
    '\\bSG\\.[\\w-]{8,}\\.[\\w-]{8,}',
    '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b',
    '-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?',
  ].join('|'),
  'gi',
);

/**
 * One pass over the text for all values: a rolling hash over a window as long as the shortest form finds candidate
 * places, which are then compared. The cost does not grow with the number of values.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const forms = new Set<string>();
  for (const secret of secrets.flatMap(withParts)) {
    if (secret.length >= MIN_SECRET_CHARS) for (const form of encodedForms(secret)) forms.add(form);
  }
  const index = indexForms([...forms]);
  return (text) => redactShapes(index === null ? text : redactForms(text, index));
}

// A value pasted with its scheme is sent, and echoed, without it; several tokens joined by commas are sent one by one.
function withParts(secret: string): readonly string[] {
  const bare = secret.replace(/^(?:(?:Bearer|FlyV1|Basic|Token)\s+)+/i, '');
  return [secret, bare, ...bare.split(',').map((part) => part.trim())];
}

function redactShapes(text: string): string {
  return text.replace(TOKEN_SHAPES, MASK);
}

/** The value raw and as URLs, forms, JSON, HTML and base64 (each of its three alignments) carry it. */
function encodedForms(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const html = secret.replace(/[&<>"']/g, (char) => HTML_ENTITIES[char] ?? char);
  return [
    secret,
    ...urlForms(secret),
    json,
    json.replaceAll('/', '\\/'),
    JSON.stringify(json).slice(1, -1),
    html,
    html.replaceAll('&#39;', '&#x27;'),
    html.replaceAll('&#39;', '&apos;'),
    ...base64Forms(secret),
  ].filter((form) => form.length >= MIN_SECRET_CHARS);
}

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Encoders differ in which marks they leave as they are (RFC 3986, the URL standard's forms) and in the digits' case.
function urlForms(secret: string): readonly string[] {
  // A lone surrogate makes encodeURIComponent throw.
  const component = encodeURIComponent(secret.toWellFormed());
  const strict = component.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const upper = [component, strict, strict.replaceAll('~', '%7E'), form, component.replaceAll('%20', '+')];
  return [...upper, ...upper.map((text) => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))];
}

/**
 * Base64 looks different for each offset of the value inside the encoded text, modulo three. The characters that
 * also depend on the neighbours are cut off at both ends.
 */
function base64Forms(secret: string): readonly string[] {
  const forms: string[] = [];
  for (const offset of [0, 1, 2]) {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
    const from = [0, 2, 3][offset] ?? 0;
    const to = Math.floor((bytes.length * 8) / 6);
    const standard = bytes.toString('base64').slice(from, to);
    forms.push(
      standard,
      standard.replaceAll('+', '-').replaceAll('/', '_'),
      standard.replaceAll('/', '%2F').replaceAll('+', '%2B'),
    );
  }
  return forms;
}

interface FormIndex {
  readonly windowChars: number;
  /** Forms by the hash of their first window, the longest first. */
  readonly byHash: ReadonlyMap<number, readonly string[]>;
  /** One bit per low 16 bits of a hash: most places are dismissed without the map. */
  readonly filter: Uint8Array;
  /** The factor of the character that leaves the window. */
  readonly leaving: number;
}

const BASE = 31;

function indexForms(forms: readonly string[]): FormIndex | null {
  if (forms.length === 0) return null;
  const windowChars = Math.min(...forms.map((form) => form.length));
  const byHash = new Map<number, string[]>();
  const filter = new Uint8Array(8192);
  for (const form of [...forms].sort((a, b) => b.length - a.length)) {
    const hash = hashWindow(form, 0, windowChars);
    byHash.set(hash, [...(byHash.get(hash) ?? []), form]);
    filter[(hash & 0xffff) >> 3] = (filter[(hash & 0xffff) >> 3] ?? 0) | (1 << (hash & 7));
  }
  let leaving = 1;
  for (let i = 1; i < windowChars; i += 1) leaving = Math.imul(leaving, BASE);
  return { windowChars, byHash, filter, leaving };
}

function hashWindow(text: string, from: number, chars: number): number {
  let hash = 0;
  for (let i = from; i < from + chars; i += 1) hash = (Math.imul(hash, BASE) + text.charCodeAt(i)) | 0;
  return hash;
}

function redactForms(text: string, { windowChars, byHash, filter, leaving }: FormIndex): string {
  const last = text.length - windowChars;
  if (last < 0) return text;
  let out = '';
  let kept = 0;
  let hash = hashWindow(text, 0, windowChars);
  for (let at = 0; at <= last; ) {
    if (((filter[(hash & 0xffff) >> 3] ?? 0) & (1 << (hash & 7))) !== 0) {
      const form = byHash.get(hash)?.find((candidate) => text.startsWith(candidate, at));
      if (form !== undefined) {
        out += text.slice(kept, at) + MASK;
        at += form.length;
        kept = at;
        if (at <= last) hash = hashWindow(text, at, windowChars);
        continue;
      }
    }
    hash =
      (Math.imul(hash - Math.imul(text.charCodeAt(at), leaving), BASE) + text.charCodeAt(at + windowChars)) |
      0;
    at += 1;
  }
  return kept === 0 ? text : out + text.slice(kept);
}
