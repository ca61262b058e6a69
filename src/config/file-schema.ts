import { z } from 'zod';
import { parseDuration } from '../lib/duration.ts';

const DURATION = /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/;
const DAY_MS = 86_400_000;
// A year; longer ones are mistakes of unit.
const LONGEST_MS = 365 * DAY_MS;

/** A duration as people write it (`30s`, `5m`), in milliseconds. */
export function durationOption(leastMs: number) {
  const meant = `is not a duration of at least ${leastMs / 1_000}s, such as 30s or 5m`;
  return z
    .string()
    .regex(DURATION, meant)
    .refine((text) => {
      const ms = parseDuration(text);
      return ms === null || (ms >= leastMs && ms <= LONGEST_MS);
    }, meant)
    .transform((text) => parseDuration(text) ?? leastMs);
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
  enabled: z.boolean().optional().describe('false leaves the monitor out.'),
} as const;

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
        .describe('Accepted; this version keeps its history in memory only.'),
    })
    .optional(),
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
