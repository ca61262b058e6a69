import type { McpServerConfig } from '../config/config.ts';
import { MASK } from '../lib/redact.ts';

const SECRET_NAME =
  /(?:token|secret|passw|pwd|api[-_]?key|access[-_]?key|private[-_]?key|auth|bearer|credential|cookie|dsn|header)/i;
const SECRET_SHORT_FLAGS = new Set(['-H', '-p', '-k', '-u']);
const NAMED_VALUE = /^(?<name>-{0,2}[\w.-]+)(?<sign>[=:])(?<value>.*)$/s;
const ADDRESS = /[a-z][a-z\d+.-]*:\/\/\S+/gi;

/**
 * Where a server is, fit to be shown: a command line without the values of what is named like a credential, or an
 * address without user name, query and fragment. Those may be credentials that nobody declared as such.
 */
export function describeEndpoint(server: McpServerConfig): string {
  if (server.transport !== 'stdio') return plainAddress(server.url);
  return [server.command, ...server.args.map((arg, i) => plainArgument(arg, server.args[i - 1]))].join(' ');
}

function plainArgument(arg: string, before: string | undefined): string {
  // Even what looks like the next flag: a credential may begin with a dash, and a mask too many costs nothing.
  if (before !== undefined && takesSecret(before)) return MASK;
  const named = NAMED_VALUE.exec(arg)?.groups;
  if (named !== undefined && SECRET_NAME.test(named.name ?? '')) return `${named.name}${named.sign}${MASK}`;
  return arg.replace(ADDRESS, plainAddress);
}

function takesSecret(arg: string): boolean {
  return SECRET_SHORT_FLAGS.has(arg) || (arg.startsWith('-') && !arg.includes('=') && SECRET_NAME.test(arg));
}

function plainAddress(text: string): string {
  if (!URL.canParse(text)) return MASK;
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`;
}
