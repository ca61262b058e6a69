import { describe, expect, test } from 'vitest';
import { graphqlHeader, machinesHeader, readFlyToken, recogniseFlyToken } from './token.ts';

// What is pasted, and what each API gets.
const CASES: readonly (readonly [string, string, string])[] = [
  ['fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa'],
  ['FlyV1 fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa'],
  ['flyv1  fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa'],
  ['Bearer FlyV1 fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa'],
  ['FlyV1 fm2_aaaaaaaa,fm2_bbbbbbbb', 'FlyV1 fm2_aaaaaaaa,fm2_bbbbbbbb', 'FlyV1 fm2_aaaaaaaa,fm2_bbbbbbbb'],
  ['fm1r_aaaaaaaa, fm1a_bbbbbbbb', 'FlyV1 fm1r_aaaaaaaa,fm1a_bbbbbbbb', 'FlyV1 fm1r_aaaaaaaa,fm1a_bbbbbbbb'],
  ['fo1_cccccccc,fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa', 'FlyV1 fm2_aaaaaaaa,fo1_cccccccc'],
  ['fo1_cccccccc', 'Bearer fo1_cccccccc', 'Bearer fo1_cccccccc'],
  ['Bearer fo1_cccccccc', 'Bearer fo1_cccccccc', 'Bearer fo1_cccccccc'],
  ['dddddddddddd', 'Bearer dddddddddddd', 'Bearer dddddddddddd'],
  [
    'FlyV1 fm2_aaaaaaaa,FlyV1 fm2_bbbbbbbb,',
    'FlyV1 fm2_aaaaaaaa,fm2_bbbbbbbb',
    'FlyV1 fm2_aaaaaaaa,fm2_bbbbbbbb',
  ],
];

describe.each(CASES)('%s', (pasted, machines, graphql) => {
  test('goes to the Machines API as its kind wants it', () => {
    expect(machinesHeader(pasted)).toBe(machines);
  });
  test('goes to GraphQL whole', () => {
    expect(graphqlHeader(pasted)).toBe(graphql);
  });
});

test('takes a pasted value apart by the form of its parts', () => {
  expect(readFlyToken('FlyV1 fm2_a,fo1_c,fm1r_b')).toEqual({ macaroons: 'fm2_a,fm1r_b', oauth: 'fo1_c' });
});

test('knows a token that can do everything by its form, and asks for no better one where nothing is known', () => {
  expect(recogniseFlyToken('FlyV1 fm2_aaaaaaaa')).toEqual({ kind: 'Fly token (macaroon)' });
  expect(recogniseFlyToken('fo1_cccccccc')).toMatchObject({
    excess: expect.stringContaining('everything'),
    advice: expect.stringContaining('readonly'),
  });
});

// [nonce, location, [0, [9876, mask], 4, [1, 1800000000]], signature]
function macaroon(mask: number): string {
  const bytes = [0x94, 0x90, 0xa0, 0x94, 0, 0x92, 1, mask, 4, 0x92, 1, 0xce, 0x6b, 0x49, 0xd2, 0, 0xc4, 0];
  return `FlyV1 fm2_${Buffer.from(bytes).toString('base64')}`;
}

test('a token tells its own end, and whether it may only read', () => {
  expect(recogniseFlyToken(macaroon(1))).toEqual({
    kind: 'read-only Fly token (macaroon)',
    expiresAtMs: 1_800_000_000_000,
  });
  expect(recogniseFlyToken(macaroon(31))).toMatchObject({
    kind: 'Fly token (macaroon)',
    expiresAtMs: 1_800_000_000_000,
    excess: expect.stringContaining('deploy'),
    advice: expect.stringContaining('readonly'),
  });
});
