import { expect, test } from 'vitest';
import { isPrivateAddress, isPublicName } from './private-address.ts';

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  '::',
  'fd00::1',
  'fe80::1',
  '::ffff:10.0.0.1',
])('%s is private', (address) => {
  expect(isPrivateAddress(address)).toBe(true);
});

test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::2', 'localhost', 'example.com', ''])(
  '%j is no private address',
  (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  },
);

test.each(['api.vercel.com', 'API.Example.COM.', 'example.co'])('%s is a public name', (name) => {
  expect(isPublicName(name)).toBe(true);
});

test.each([
  'localhost',
  'app.localhost',
  'kong',
  '_api.internal',
  'nas.local',
  'router.lan',
  'x.home.arpa',
  'kora.invalid',
  'kora.invalid.',
  '8.8.8.8',
  '::1',
  '',
])('%j is no public name', (name) => {
  expect(isPublicName(name)).toBe(false);
});
