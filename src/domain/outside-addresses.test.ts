import { expect, test } from 'vitest';
import { DEFAULT_RESOLVERS, isResolverAddress } from './resolver-address.ts';
import { DEFAULT_SENTINELS, parseSentinel } from './sentinel.ts';

test.each([
  ['http://cp.cloudflare.com/generate_204', { kind: 'url', url: 'http://cp.cloudflare.com/generate_204' }],
  ['HTTPS://Example.com', { kind: 'url', url: 'https://example.com/' }],
  ['1.1.1.1:443', { kind: 'port', host: '1.1.1.1', port: 443 }],
  ['gateway.example.com:22', { kind: 'port', host: 'gateway.example.com', port: 22 }],
  ['localhost:9', { kind: 'port', host: 'localhost', port: 9 }],
  ['[2606:4700:4700::1111]:443', { kind: 'port', host: '2606:4700:4700::1111', port: 443 }],
])('%s is a sentinel', (text, sentinel) => {
  expect(parseSentinel(text)).toEqual(sentinel);
});

test.each([
  '',
  'example.com',
  '1.1.1.1',
  '1.1.1.1:0',
  '1.1.1.1:65536',
  '::1:443',
  '[1.1.1.1]:443',
  'ftp://example.com/',
  'http://',
  'https://user:password@example.com/',
  'two words:80',
])('%j is no sentinel', (text) => {
  expect(parseSentinel(text)).toBe(null);
});

test('every sentinel and resolver that is the default is one', () => {
  expect(DEFAULT_SENTINELS.map(parseSentinel)).not.toContain(null);
  expect(DEFAULT_RESOLVERS.every(isResolverAddress)).toBe(true);
});

test.each(['1.1.1.1', '127.0.0.1:5353', '::1', '[::1]:53', '2620:fe::fe'])('%s is a resolver', (text) => {
  expect(isResolverAddress(text)).toBe(true);
});

test.each(['', 'dns.example.com', '1.1.1.1:0', '1.1.1.1:70000', '[1.1.1.1]:53', '[::1]', '1.1.1:53'])(
  '%j is no resolver',
  (text) => {
    expect(isResolverAddress(text)).toBe(false);
  },
);
