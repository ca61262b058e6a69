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
    '{"status":"unhealthy","error":"HTTP 503"}',
  ])('is left alone: %s', (text) => {
    expect(createRedactor([])(text)).toBe(text);
  });

  test('a value shorter than the least length is not looked for', () => {
    expect(createRedactor(['x'.repeat(MIN_SECRET_CHARS - 1)])('xxxxx yxxxxxy')).toBe('xxxxx yxxxxxy');
  });
});

describe('the shape of a credential', () => {
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

test('costs about the same for a thousand values as for one', () => {
  const text = 'a plain line of an answer without any credential in it, '.repeat(2_000);
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
