import { expect, test } from 'vitest';
import { bareAddress, webLink } from './links.ts';

test.each([
  ['https://status.supabase.com/incidents/1', 'https://status.supabase.com/incidents/1'],
  ['http://127.0.0.1:8080/status', 'http://127.0.0.1:8080/status'],
  ['javascript:alert(1)', null],
  ['JAVASCRIPT:alert(1)', null],
  ['data:text/html,x', null],
  ['file:///etc/passwd', null],
  ['https://user:word@example.com/', null],
  ['//example.com', null],
  ['not an address', null],
  [null, null],
])('%s leads to %s', (url, link) => {
  expect(webLink(url)).toBe(link);
});

test.each([
  ['https://status.supabase.com/', 'status.supabase.com'],
  ['http://127.0.0.1:8080/status', '127.0.0.1:8080/status'],
])('%s reads %s', (url, words) => {
  expect(bareAddress(url)).toBe(words);
});
