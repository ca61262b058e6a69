import { expect, test } from 'vitest';
import { readMacaroons } from './macaroon.ts';
import { readMessagePack } from './message-pack.ts';

const READ = 1;
const ALL = 31;
const END_SECONDS = 1_800_000_000;
const ORGANIZATION = 0;
const APPS = 3;
const WINDOW = 4;
const THIRD_PARTY = 11;
const IF_PRESENT = 13;
const MACHINE_FEATURES = 14;

type Value = number | string | Buffer | readonly Value[] | ReadonlyMap<Value, Value>;

/** MessagePack, as far as tokens use it. */
function pack(value: Value): Buffer {
  if (Buffer.isBuffer(value)) return Buffer.concat([Buffer.from([0xc4, value.length]), value]);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from([0xd9, bytes.length]), bytes]);
  }
  if (typeof value === 'number') {
    if (value < 0x80) return Buffer.from([value]);
    const bytes = Buffer.alloc(9, 0xcf);
    bytes.writeBigUInt64BE(BigInt(value), 1);
    return bytes;
  }
  if (value instanceof Map)
    return Buffer.concat([
      Buffer.from([0x80 + value.size]),
      ...[...value].flatMap(([key, item]) => [pack(key), pack(item)]),
    ]);
  const items = value as readonly Value[];
  return Buffer.concat([Buffer.from([0xdc, 0, items.length]), ...items.map(pack)]);
}

/** A token with these restrictions, as Fly writes it; its signature is none. */
function macaroon(...caveats: readonly (readonly [number, Value])[]): string {
  const nonce = [Buffer.from('id'), Buffer.from('nonce'), 0];
  const token = [nonce, 'https://api.fly.io/v1', caveats.flat(), Buffer.from('signature')];
  return `fm2_${pack(token).toString('base64')}`;
}

const org = (mask: number) => [ORGANIZATION, [9876, mask]] as const;
const apps = (mask: number) => [APPS, [new Map([[1234, mask]])]] as const;
const ends = (seconds: number) => [WINDOW, [1_700_000_000, seconds]] as const;
const ifPresent = (inner: readonly (readonly [number, Value])[], otherwise: number) =>
  [IF_PRESENT, [inner.flat(), otherwise]] as const;
const thirdParty = [THIRD_PARTY, ['https://api.fly.io/aaa/v1', Buffer.from('v'), Buffer.from('c')]] as const;

test.each([
  ['a token of an organization', [org(ALL), ends(END_SECONDS)], true],
  ['one that was made read-only (fly tokens create readonly)', [org(ALL), org(READ), thirdParty], false],
  ['a deploy token of one app', [org(ALL), ifPresent([apps(ALL)], READ)], true],
  ['one whose apps may be read only', [org(ALL), apps(READ)], false],
  ['one that reads one app and changes the rest', [org(ALL), ifPresent([apps(READ)], ALL)], true],
  ['one that reads one app and everything else', [org(ALL), ifPresent([apps(READ)], READ)], false],
  ['one with a restriction that is not known here', [org(ALL), [MACHINE_FEATURES, []]], null],
  ['one with an unknown restriction that is read-only all the same', [org(READ), [300, []]], false],
  ['one whose organization has no form that is known', [[ORGANIZATION, 'x']], null],
] as const)('%s may change: %s', (_what, caveats, mayChange) => {
  expect(readMacaroons(macaroon(...caveats))?.mayChange).toBe(mayChange);
});

test('the earliest end counts, that of what proves it included', () => {
  const permission = macaroon(org(READ), ends(END_SECONDS), ends(END_SECONDS + 10));
  const discharge = macaroon(ends(END_SECONDS - 5));
  expect(readMacaroons(permission)?.expiresAtMs).toBe(END_SECONDS * 1_000);
  expect(readMacaroons(`${permission},${discharge}`)?.expiresAtMs).toBe((END_SECONDS - 5) * 1_000);
});

test('a token without an end has none, and an end that is no date is none', () => {
  expect(readMacaroons(macaroon(org(READ)))).toEqual({ expiresAtMs: null, mayChange: false });
  expect(readMacaroons(macaroon(org(READ), ends(9e12)))?.expiresAtMs).toBe(null);
});

test('two tokens may change what either may, and what is beside an unreadable one is not known', () => {
  expect(readMacaroons(`${macaroon(org(READ))},${macaroon(org(ALL))}`)?.mayChange).toBe(true);
  expect(readMacaroons(`${macaroon(org(READ))},fm2_AAAA`)?.mayChange).toBe(null);
});

test.each([
  ['nothing', ''],
  ['another kind', 'fo1_abcdefgh'],
  ['no token in base64', 'fm2_aaaaaaaa'],
  [
    'a list that claims to be longer than it is',
    `fm2_${Buffer.from([0xdd, 255, 255, 255, 255]).toString('base64')}`,
  ],
  [
    'a text that claims to be longer than it is',
    `fm2_${Buffer.from([0xdb, 255, 255, 255, 255]).toString('base64')}`,
  ],
  ['lists within lists for ever', `fm2_${Buffer.alloc(5_000, 0x91).toString('base64')}`],
  ['no four parts', `fm2_${pack([1, 2, 3]).toString('base64')}`],
])('%s is not read', (_what, token) => {
  expect(readMacaroons(token)).toBe(null);
});

test.each([
  [[0x05], 5],
  [[0xff], -1],
  [[0xcd, 1, 0], 256],
  [[0xce, 0, 1, 0, 0], 65_536],
  [[0xd1, 0xff, 0xfe], -2],
  [[0xd3, 255, 255, 255, 255, 255, 255, 255, 255], -1],
  [[0xc0], null],
  [[0xc3], true],
  [[0xc2], false],
  [[0xa2, 0x68, 0x69], 'hi'],
  [
    [0x92, 1, 2],
    [1, 2],
  ],
  [[0xde, 0, 1, 0xa1, 0x61, 1], new Map([['a', 1]])],
])('reads %j', (bytes, value) => {
  expect(readMessagePack(Buffer.from(bytes))).toEqual(value);
});
