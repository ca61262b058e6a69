import { describe, expect, test } from 'vitest';
import { CREDENTIAL_STATES } from '../../../src/contracts/credentials.ts';
import { credential } from '../../../test/support/dashboard-credentials.ts';
import {
  countdown,
  credentialLabel,
  credentialMark,
  credentialsSentence,
  groupCredentials,
  needOf,
} from './credential-words.ts';

test.each([
  [null, 'none', null, false],
  [400, 'none', '400 days left', false],
  [28, '30_days', '28 days left', false],
  [12, '14_days', '12 days left', true],
  [1, '1_day', '1 day left', true],
  [0, '1_day', 'Less than a day left', true],
  [-1, 'expired', 'Expired a day ago', true],
  [-40, 'expired', 'Expired 40 days ago', true],
] as const)('%s days by %s', (expires_in_days, expiry_warning, text, isUrgent) => {
  expect(countdown({ expires_in_days, expiry_warning })).toEqual({ text, isUrgent });
});

test.each([
  [{ state: 'missing' }, 'missing'],
  [{ state: 'rejected' }, 'act'],
  [{ state: 'expired', expiry_warning: 'expired' }, 'act'],
  [{ expiry_warning: '1_day' }, 'act'],
  [{ expiry_warning: '7_days' }, 'act'],
  [{ expiry_warning: '14_days' }, 'soon'],
  [{ expiry_warning: '30_days', over_privileged: 'It may write.' }, 'soon'],
  [{ over_privileged: 'It may write.' }, 'better'],
  [{ advice: 'Give it the scope that it lacks.' }, 'better'],
  [{ state: 'unsure' }, 'fine'],
  [{}, 'fine'],
] as const)('%j asks for: %s', (changes, need) => {
  expect(needOf(credential('sentry', changes))).toBe(need);
});

test('what works but runs out soon is amber, what is refused is red, what is not known is neither', () => {
  expect(credentialMark({ state: 'working', expiry_warning: 'none' })).toBe('healthy');
  expect(credentialMark({ state: 'working', expiry_warning: '7_days' })).toBe('degraded');
  expect(credentialMark({ state: 'rejected', expiry_warning: '7_days' })).toBe('unhealthy');
  expect(credentialMark({ state: 'untried', expiry_warning: 'none' })).toBe('unknown');
  expect(credentialMark({ state: 'brand_new' as 'unsure', expiry_warning: 'none' })).toBe('unknown');
});

test('every state has a word, also one that a newer daemon may send', () => {
  expect(CREDENTIAL_STATES.map(credentialLabel).filter((words) => words.includes('_'))).toEqual([]);
  expect(credentialLabel('half_worn' as 'unsure')).toBe('half worn');
});

test('groups come by what they ask of a person, and empty ones not at all', () => {
  const fine = credential('fly');
  const bad = credential('sentry', { state: 'rejected' });
  expect(groupCredentials([fine, bad]).map(({ need }) => need)).toEqual(['act', 'fine']);
});

describe('the sentence', () => {
  const rejected = credential('sentry', { state: 'rejected' });
  const missing = credential('doppler', { state: 'missing' });
  test.each([
    [[rejected, credential('fly'), missing], 'Your Sentry credential needs you.'],
    [
      [rejected, credential('vercel', { expiry_warning: '7_days' })],
      'Your Sentry and Vercel credentials need you.',
    ],
    [Array.from({ length: 5 }, () => rejected), 'Five credentials need you.'],
    [[credential('fly', { expiry_warning: '30_days' })], 'Your Fly.io credential runs out soon.'],
    [
      [credential('fly', { over_privileged: 'All.' })],
      'Your Fly.io credential may do more than looking needs.',
    ],
    [[credential('fly', { advice: 'Give it more.' })], 'Your Fly.io credential could be better.'],
    [[credential('fly'), missing], 'The credential is in order.'],
    [[credential('fly'), credential('sentry')], 'Both credentials are in order.'],
    [['fly', 'sentry', 'vercel'].map((name) => credential(name)), 'All three credentials are in order.'],
    [[missing], 'No credential is set up yet.'],
    [[], 'No credential is set up yet.'],
  ])('%#', (credentials, text) => {
    expect(credentialsSentence(credentials)).toBe(text);
  });
});
