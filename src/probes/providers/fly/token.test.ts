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

test('knows a token that is narrow from one that can do everything', () => {
  expect(recogniseFlyToken('FlyV1 fm2_aaaaaaaa')).toEqual({ kind: 'Fly token (macaroon)' });
  expect(recogniseFlyToken('fo1_cccccccc').advice).toContain('readonly');
});
