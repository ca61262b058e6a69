import { z } from 'zod';
import { isResolverAddress } from '../domain/resolver-address.ts';
import { parseSentinel } from '../domain/sentinel.ts';
import { parseWindow } from '../domain/time-windows.ts';
import { formatDuration, parseDuration } from '../lib/duration.ts';
import { feedOption } from './monitor-feed.ts';

const DURATION = /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/;
const DAY_MS = 86_400_000;
// A year; longer ones are mistakes of unit.
const LONGEST_MS = 365 * DAY_MS;

/** A duration as people write it (`30s`, `5m`), in milliseconds. */
export function durationOption(leastMs: number) {
  return z
    .string()
    .regex(DURATION, { error: 'is not a duration such as 30s or 5m', abort: true })
    .transform((text, context) => {
      // Null is less than a millisecond, zero above all.
      const durationMs = parseDuration(text) ?? 0;
      if (durationMs < leastMs)
        context.addIssue(`is shorter than the least, which is ${formatDuration(leastMs)}`);
      if (durationMs > LONGEST_MS) context.addIssue('is longer than a year');
      return durationMs;
    });
}

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** What every entry of `monitors` may say, whatever looks; the probe's own options stand beside. */
export const MONITOR_KEYS = {
  name: z
    .string()
    .regex(NAME, 'is not a name: small letters, digits and dashes, 64 at most')
    .describe('Unique; small letters, digits and dashes.'),
  provider: z.string().optional().describe('A provider of Kora, such as vercel.'),
  check: z.string().optional().describe('A generic check, such as http.'),
  interval: durationOption(1_000)
    .optional()
    .describe('Between two looks; default that of the file, or of the check.'),
  timeout: durationOption(100).optional().describe('The deadline of one look; default that of the file.'),
  tags: z
    .array(z.string().regex(NAME, 'is not a tag: small letters, digits and dashes'))
    .optional()
    .describe('To group and find monitors by.'),
  confirm: z
    .strictObject({ looks: z.int().min(1).max(10), of: z.int().min(1).max(10) })
    .refine(({ looks, of }) => looks <= of, 'asks for more looks than there are')
    .optional()
    .describe('A change is believed after so many of the last so many looks. Default 2 of 3.'),
  feed: feedOption
    .optional()
    .describe(
      "The official status page of what is looked at: an address, or false for none. Default the provider's.",
    ),
  enabled: z.boolean().optional().describe('false leaves the monitor out.'),
} as const;

// Ten years; longer ones are mistakes of unit.
const LONGEST_RETENTION_MS = 3_650 * DAY_MS;
const NOT_DAYS = 'is not a number of days such as 30d';
const retentionOption = z
  .string()
  .regex(/^\d+d$/, NOT_DAYS)
  .refine((text) => {
    const ms = parseDuration(text) ?? 0;
    return ms >= DAY_MS && ms <= LONGEST_RETENTION_MS;
  }, NOT_DAYS)
  .transform((text) => (parseDuration(text) ?? DAY_MS) / DAY_MS)
  .optional();

const NOT_WINDOW = 'is not a window such as 24h or 30d, of 730 days at most';

function isWindow(text: string): boolean {
  try {
    parseWindow(text);
    return true;
  } catch {
    return false;
  }
}

export const NO_SENTINEL =
  'is neither an http or https address (without a user name) nor host:port, such as 1.1.1.1:443';
export const NO_RESOLVER = 'is not the IP address of a resolver, such as 9.9.9.9, 127.0.0.1:5353 or [::1]:53';

const sentinelOption = z
  .string()
  .trim()
  .transform((text, context) => {
    const sentinel = parseSentinel(text);
    if (sentinel !== null) return sentinel;
    context.addIssue(NO_SENTINEL);
    return z.NEVER;
  });
const resolverOption = z.string().trim().refine(isResolverAddress, NO_RESOLVER);

/** An entry of `slos`. */
export const sloEntrySchema = z.strictObject({
  name: z.string().regex(NAME, 'is not a name: small letters, digits and dashes, 64 at most'),
  monitors: z.array(z.string()).min(1).describe('Names of monitors; together they are one objective.'),
  objective: z.number().gt(0).lt(100).describe('In percent, such as 99.9.'),
  window: z
    .string()
    .regex(/^\d+[hd]$/, { error: NOT_WINDOW, abort: true })
    .refine(isWindow, NOT_WINDOW)
    .optional()
    .describe('Default 30d.'),
  bad: z
    .array(z.enum(['unhealthy', 'degraded']))
    .min(1)
    .optional()
    .describe('What counts as bad. Default unhealthy only.'),
});

/** `kora.yaml`, but for the options of each probe. */
export const fileSchema = z.strictObject({
  interval: durationOption(1_000).optional().describe('Between two looks at a provider. Default 5m.'),
  timeout: durationOption(100).optional().describe('The deadline of one look. Default 10s.'),
  server: z
    .strictObject({
      host: z.string().min(1).optional().describe('The address to listen on. Default 127.0.0.1.'),
      port: z.int().min(0).max(65_535).optional().describe('Default 9119; 0 takes a free one.'),
      token: z.string().min(1).optional().describe('A reference: ${env:NAME} or ${file:PATH}.'),
      allowedHosts: z.array(z.string().min(1)).optional().describe('Further host names that are answered.'),
    })
    .optional(),
  storage: z
    .strictObject({
      dataDir: z
        .string()
        .min(1)
        .optional()
        .describe('The folder of the history; relative to this file. Default $XDG_STATE_HOME/kora.'),
      databaseUrl: z
        .string()
        .min(1)
        .optional()
        .describe('A Postgres to use instead, as a reference: ${env:NAME} or ${file:PATH}.'),
      retention: z
        .strictObject({
          beats: retentionOption.describe('Every single look. Default 14d.'),
          minutes: retentionOption.describe('Roll-ups of minutes. Default 7d.'),
          hours: retentionOption.describe('Roll-ups of hours. Default 120d.'),
          days: retentionOption.describe('Roll-ups of days, and incidents. Default 730d.'),
        })
        .optional(),
    })
    .optional(),
  slos: z.array(sloEntrySchema).optional().describe('Objectives, with error budgets and burn rates.'),
  budget: z
    .strictObject({
      percent: z
        .number()
        .gt(0)
        .max(100)
        .optional()
        .describe("Looking uses at most so much of a provider's quota, in percent. Default 5."),
    })
    .optional(),
  attribution: z
    .strictObject({
      sentinels: z
        .array(sentinelOption)
        .optional()
        .describe(
          'Addresses outside that answer as long as this machine reaches anybody. Default several operators.',
        ),
      resolvers: z
        .array(resolverOption)
        .optional()
        .describe('Asked for a name that does not resolve. Default 1.1.1.1 and 9.9.9.9.'),
      offline: z
        .boolean()
        .optional()
        .describe('true asks nobody who was not named: no status pages, sentinels or resolvers by default.'),
    })
    .optional()
    .describe('How it is found out whose fault a bad look is.'),
  mcp: z
    .strictObject({
      config: z.string().min(1).optional().describe('A file with "mcpServers"; relative to this file.'),
      interval: durationOption(1_000).optional().describe('Between two checks. Default 5m.'),
    })
    .optional(),
  log: z.strictObject({ level: z.enum(LOG_LEVELS).optional().describe('Default info.') }).optional(),
  // Each entry is checked by itself, with the probe that it names.
  monitors: z.array(z.unknown()).optional(),
});

export type FileConfig = z.output<typeof fileSchema>;
