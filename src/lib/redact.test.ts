import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor, MASK, MIN_SECRET_CHARS } from './redact.ts';

const secretText = fc
  .string({ minLength: 12, maxLength: 60, unit: 'grapheme-ascii' })
  .filter((text) => !MASK.includes(text.trim()) && text.trim().length >= 12);

const ENCODINGS: Readonly<Record<string, (value: string) => string>> = {
  raw: (value) => value,
  'URL-encoded': encodeURIComponent,
  'URL-encoded in lower case': (value) =>
    encodeURIComponent(value).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  'form-encoded': (value) => new URLSearchParams({ v: value }).toString().slice(2),
  'JSON-escaped': (value) => JSON.stringify(value).slice(1, -1),
  'JSON in JSON': (value) => JSON.stringify(JSON.stringify(value)).slice(1, -1),
  'HTML-escaped': (value) =>
    value.replace(/[&<>"']/g, (char) =>
      `&#${char.charCodeAt(0)};`
        .replace('&#38;', '&amp;')
        .replace('&#60;', '&lt;')
        .replace('&#62;', '&gt;')
        .replace('&#34;', '&quot;'),
    ),
};

describe('a known value', () => {
  for (const [name, encode] of Object.entries(ENCODINGS)) {
    test(`never survives ${name}, whatever stands around it`, () => {
      fc.assert(
        fc.property(secretText, fc.string(), fc.string(), (secret, before, after) => {
          expect(createRedactor([secret])(before + encode(secret) + after)).not.toContain(encode(secret));
        }),
      );
    });
  }

  test.each([0, 1, 2])('never survives base64 at offset %i, standard or URL-safe', (offset) => {
    fc.assert(
      fc.property(secretText, fc.string({ maxLength: 20, unit: 'grapheme-ascii' }), (secret, after) => {
        const text = Buffer.from('x'.repeat(offset) + secret + after);
        for (const encoding of ['base64', 'base64url'] as const) {
          const clean = createRedactor([secret])(text.toString(encoding));
          expect(Buffer.from(clean.replaceAll(MASK, ''), encoding).toString()).not.toContain(secret);
          expect(clean).toContain(MASK);
        }
      }),
    );
  });

  test('is found wherever it stands among many others', () => {
    const secrets = Array.from({ length: 500 }, (_, i) => `credential-number-${i}-${'z'.repeat(i % 7)}`);
    const redact = createRedactor(secrets);
    for (const secret of secrets) expect(redact(`a${secret}b${secret}`)).toBe(`a${MASK}b${MASK}`);
  });

  test.each([
    ['Bearer pasted0000001', 'pasted0000001'],
    ['bearer FlyV1 pasted0000001', 'pasted0000001'],
    ['FlyV1 first0000001, second0000002', 'second0000002'],
  ])('%s is also known as %s', (pasted, sent) => {
    const redact = createRedactor([pasted]);
    expect(redact(`<${sent}>`)).toBe(`<${MASK}>`);
    expect(redact(Buffer.from(sent).toString('base64'))).toContain(MASK);
    expect(redact(`<${pasted}>`)).toBe(`<${MASK}>`);
  });

  test('is taken whole when another value is its beginning', () => {
    expect(createRedactor(['abcdef', 'abcdefghij'])('<abcdefghij>')).toBe(`<${MASK}>`);
  });

  test('is found although its beginning stands before it', () => {
    expect(createRedactor(['aaaaaaab'])('aaaaaaaaaaab')).toBe(`aaaa${MASK}`);
  });
});

/** How encoders write one character; what does not apply to it writes it as it is. */
const ESCAPES: Readonly<Record<string, (char: string) => string>> = {
  'as it is': (char) => char,
  'JSON, \\u in lower case': (char) => unicodeEscape(char),
  'JSON, \\u in upper case': (char) => unicodeEscape(char).toUpperCase().replaceAll('\\U', '\\u'),
  'JSON, short': (char) => JSON.stringify(char).slice(1, -1).replace(/^\/$/, '\\/'),
  'HTML, named': (char) => ENTITY_BY_CHAR[char] ?? char,
  'HTML, decimal': (char) => `&#${char.codePointAt(0)};`,
  'HTML, decimal with zeros': (char) => `&#${String(char.codePointAt(0)).padStart(6, '0')};`,
  'HTML, hexadecimal': (char) => `&#x${char.codePointAt(0)?.toString(16)};`,
  'HTML, hexadecimal in upper case': (char) => `&#X${char.codePointAt(0)?.toString(16).toUpperCase()};`,
  'URL, upper case': (char) => percentEscape(char),
  'URL, lower case': (char) => percentEscape(char).toLowerCase(),
  'URL, twice': (char) => percentEscape(percentEscape(char)),
  form: (char) => (char === ' ' ? '+' : percentEscape(char)),
};

const ENTITY_BY_CHAR: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '/': '&sol;',
  '+': '&plus;',
  '=': '&equals;',
};

function unicodeEscape(char: string): string {
  return Array.from({ length: char.length }, (_, i) => {
    return `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }).join('');
}

function percentEscape(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`)
    .join('');
}

/** What gateways do to a whole text. */
const WRAPPINGS: Readonly<Record<string, (text: string) => string>> = {
  nothing: (text) => text,
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify(text)),
  'ASCII-only JSON': (text) => JSON.stringify(text).replace(/[^\x20-\x7e]/g, unicodeEscape),
  "Go's JSON": (text) => JSON.stringify(text).replace(/[<>&\u2028\u2029]/g, unicodeEscape),
  'an HTML page': (text) => text.replace(/[&<>"']/g, (char) => ENTITY_BY_CHAR[char] ?? char),
  'a URI': (text) => encodeURI(text),
  'a URI component': (text) => encodeURIComponent(text),
  'a query': (text) => new URLSearchParams([['q', text]]).toString(),
};

const anyValue = fc
  .string({ minLength: 6, maxLength: 40, unit: 'grapheme' })
  .map((text) => text.trim().toWellFormed())
  .filter((text) => text.length >= MIN_SECRET_CHARS && !MASK.includes(text));
const anything = fc.string({ maxLength: 12, unit: 'grapheme' }).map((text) => text.toWellFormed());

describe('a known value whose characters are escaped one by one', () => {
  const escapes = fc.array(fc.constantFrom(...Object.values(ESCAPES)), { minLength: 1, maxLength: 40 });
  const mix = (value: string, chosen: readonly ((char: string) => string)[]) =>
    [...value].map((char, i) => chosen[i % chosen.length]?.(char) ?? char).join('');

  test('never survives, in any mix, whatever stands around it', () => {
    fc.assert(
      fc.property(anyValue, escapes, anything, anything, (value, chosen, before, after) => {
        const mixed = mix(value, chosen);
        expect(createRedactor([value])(before + mixed + after)).not.toContain(mixed);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each(Object.entries(WRAPPINGS))('never survives in %s', (_name, wrap) => {
    fc.assert(
      fc.property(anyValue, anything, anything, (value, before, after) => {
        const text = wrap(`${before}${value}${after}`);
        expect(createRedactor([value])(text)).not.toContain(wrap(value).replace(/^"|"$|^q=/g, ''));
        expect(createRedactor([value])(text)).toContain(MASK);
      }),
      { numRuns: 300 },
    );
  });

  test('is found when a page escaped it and JSON holds the page within JSON', () => {
    const value = 'back\\slash"and<angle>';
    const page = WRAPPINGS['an HTML page']?.(value) ?? '';
    const text = JSON.stringify({ body: JSON.stringify({ page }) });
    expect(createRedactor([value])(text)).toBe(JSON.stringify({ body: JSON.stringify({ page: MASK }) }));
  });

  test('is found raw where the text before it would begin an escape', () => {
    expect(createRedactor(['41abcdef'])('%41abcdef')).not.toContain('abcdef');
    expect(createRedactor(['nabcdef'])('C:\\nabcdef')).not.toContain('abcdef');
    expect(createRedactor(['u0041abc'])('\\u0041abc')).not.toContain('abc');
  });

  test('is found in hexadecimal', () => {
    fc.assert(
      fc.property(secretText, fc.boolean(), (value, isUpper) => {
        const hex = Buffer.from(value).toString('hex');
        const written = isUpper ? hex.toUpperCase() : hex;
        expect(createRedactor([value])(`0x${written} and so on`)).toBe(`0x${MASK} and so on`);
      }),
    );
  });

  test('is found when its bytes were taken for those of another character set', () => {
    const redact = createRedactor(['pässwörd-ünd-mehr']);
    const sent = Buffer.from('pässwörd-ünd-mehr', 'latin1');
    expect(redact(`<${sent.toString('utf8')}>`)).toBe(`<${MASK}>`);
    expect(redact(`<${escape(sent.toString('latin1'))}>`)).toBe(`<${MASK}>`);
    expect(redact(`<${Buffer.from('pässwörd-ünd-mehr').toString('latin1')}>`)).toBe(`<${MASK}>`);
  });
});

test('JSON stays JSON, even where a value stands in the middle of an escape', () => {
  const unit = fc.constantFrom(...'abnu\\/09ef%&;#x');
  fc.assert(
    fc.property(
      fc.string({ minLength: 6, maxLength: 8, unit }),
      fc.string({ unit: fc.constantFrom(...'ab\n\u0001\u00e9"\\/09ef') }),
      (value, text) => {
        const parts = [text, value, `\n${value}`, `\u00e9${value}`, `${value}"`, text.slice(0, 3) + value];
        const redact = createRedactor([value, value.slice(1)]);
        expect(() => JSON.parse(redact(JSON.stringify(parts)))).not.toThrow();
      },
    ),
    { numRuns: 1_000 },
  );
});

describe('text without a credential', () => {
  test('comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcd e{}":,') }), (text) => {
        expect(createRedactor(['0123456789-secret'])(text)).toBe(text);
      }),
    );
  });

  test.each([
    'Basic authentication is not allowed here',
    'the task-runner re_checked core_services',
    'sntrys_ tokens cannot list issues',
    'such as FlyV1 fm2_… or fm2_…',
    '{"status":"unhealthy","error":"HTTP 503"}',
  ])('is left alone: %s', (text) => {
    expect(createRedactor([])(text)).toBe(text);
  });

  test('a value shorter than the least length is not looked for', () => {
    expect(createRedactor(['x'.repeat(MIN_SECRET_CHARS - 1)])('xxxxx yxxxxxy')).toBe('xxxxx yxxxxxy');
  });
});

describe('the shape of a credential', () => {
  test('is taken out although an ellipsis cut it: only a bare prefix is an example', () => {
    expect(createRedactor([])('FlyV1 fm2_lJ…, FlyV1 fm2_…')).toBe('[redacted]…, FlyV1 fm2_…');
  });

  test('needs no value after the scheme word: the word itself is what scanners look for', () => {
    expect(createRedactor([])('Authorization: Bearer ')).toBe('Authorization: [redacted]');
  });

  test.each([
    'Bearer abc123',
    'bearer%20abcdef',
    'Basic dXNlcjpwYXNzd29yZA==',
    'FlyV1 fm2_lJPECAAAAAAAAABx',
    'ghp_0123456789abcdef0123456789abcdef0123',
    'github_pat_11ABCDEFG0abcdefghijkl',
    'sntrys_eyJpYXQiOjE3MDAwMDAwMDB9',
    'sntryu_0123456789abcdef',
    'dp.st.prd.abcdefghijklmnop',
    'dp.pt.abcdefghijklmnop',
    'sb_publishable_abcdefgh123',
    'sb_secret_abcdefgh123',
    'sbp_0123456789abcdef',
    'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl',
    'fm2_lJPECAAAAAAAAABx',
    'sk_live_0123456789abcdef',
    'xoxb-0123456789-abcdef',
    'AKIAIOSFODNN7EXAMPLE',
    'SG.abcdefghijk.lmnopqrstuvwxyz',
    'sk-proj-0123456789abcdefghij',
  ])('is taken out although nobody configured it: %s', (text) => {
    expect(createRedactor([])(`before ${text} after`)).toBe('before [redacted] after');
  });
});

const LINES = 'a plain line of an answer without any credential in it, '.repeat(2_000);

test.each([
  ['plain text', LINES],
  ['JSON in JSON', JSON.stringify(JSON.stringify(LINES.split(', ')))],
])('costs about the same for a thousand values as for one in %s', (_name, text) => {
  const many = createRedactor(Array.from({ length: 1_000 }, (_, i) => `credential-${i}-abcdefghijklmnop`));
  const one = createRedactor(['credential-0-abcdefghijklmnop']);
  const time = (redact: (text: string) => string) => {
    const runs = Array.from({ length: 7 }, () => {
      const from = process.hrtime.bigint();
      redact(text);
      return Number(process.hrtime.bigint() - from);
    });
    return runs.sort((a, b) => a - b)[3] ?? 0;
  };
  time(many);
  time(one);
  expect(time(many) / time(one)).toBeLessThan(4);
});
