import { z } from 'zod';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import { defineProbe, ProbeRefusal } from '../../define-probe.ts';
import { addressWithQueryOption, secretOption } from '../../options.ts';
import { requireBody } from '../../probe-http.ts';
import { defaultRefusal } from '../../refusals.ts';
import { controls, secretHeaderNames } from './controls.ts';
import { parseStatusRanges, statusMatches } from './status-ranges.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

// The client itself writes these; given twice they would break the request at every look.
const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const headerName = z
  .string()
  .regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not a header name')
  .refine((name) => !RESERVED_HEADERS.has(name.toLowerCase()), 'is a header that the client writes itself');

const statusOption = z
  .union([z.int(), z.string()])
  .default('200-299')
  .transform((value, context) => {
    const ranges = parseStatusRanges(String(value));
    if (ranges !== null) return ranges;
    context.addIssue('is not a status, list or range such as 200-299 or "200,204"');
    return z.NEVER;
  });

const schema = z
  .strictObject({
    url: addressWithQueryOption(),
    method: z.enum(METHODS).default('GET'),
    headers: z.record(headerName, secretOption()).default({}),
    body: z.string().optional(),
    expect: z
      .strictObject({
        status: statusOption,
        contains: z.string().min(1).optional(),
        notContains: z.string().min(1).optional(),
      })
      .prefault({}),
    degradedAboveMs: z
      .number()
      .positive()
      .optional()
      .describe('Degraded when the answer takes longer, in milliseconds.'),
    followRedirects: z.boolean().default(true),
    maxBodyBytes: z
      .int()
      .positive()
      .max(64 * 1024 * 1024)
      .optional(),
  })
  .refine((given) => !hasBody(given) || !(given.method === 'GET' || given.method === 'HEAD'), {
    path: ['body'],
    error: 'is never sent with GET or HEAD; set method',
    when: always,
  })
  .refine((given) => given.method !== 'HEAD' || !wantsText(given), {
    path: ['expect', 'contains'],
    error: 'can never be found: an answer to HEAD has no body',
    when: always,
  });

// All that is wrong is told at once, so these are asked although something else is wrong; the value may then be any.
function always(): boolean {
  return true;
}

function hasBody(given: { readonly body?: unknown }): boolean {
  return given.body !== undefined;
}

function wantsText(given: { readonly expect?: { readonly contains?: unknown } | null }): boolean {
  return given.expect?.contains !== undefined;
}

export type HttpOptions = z.output<typeof schema>;

/** Anything that speaks HTTP. */
export const http = defineProbe({
  type: 'http',
  kind: 'check',
  title: 'HTTP',
  schema,
  variables: {},
  defaultIntervalMs: 60_000,
  detailKeys: ['status_code'],
  credential: () => null,
  secretPlaces: ({ headers }) => secretHeaderNames(headers).map((name) => ['headers', name]),
  async look(options, context) {
    const answer = await context.http.send({
      url: options.url,
      method: options.method,
      headers: revealHeaders(options),
      ...(options.body === undefined ? {} : { body: options.body }),
      ...(options.maxBodyBytes === undefined ? {} : { maxBodyBytes: options.maxBodyBytes }),
      ...(options.followRedirects ? {} : { maxRedirects: 0 }),
      // A body may carry a credential as well as a header may.
      credentialed: options.body !== undefined || Object.keys(options.headers).length > 0,
    });
    expectAnswer(options, answer);
    return { status_code: answer.status, body_bytes: answer.body.length };
  },
  judge({ degradedAboveMs }, details, latencyMs) {
    const said = `Answered ${details.status_code} in ${latencyMs} ms`;
    if (degradedAboveMs === undefined || latencyMs <= degradedAboveMs)
      return { status: 'healthy', why: `${said}.` };
    return {
      status: 'degraded',
      why: `${said}, slower than ${degradedAboveMs} ms.`,
      hint: 'Look at what slows the service, or raise degradedAboveMs.',
    };
  },
  controls,
});

function expectAnswer({ expect }: HttpOptions, answer: HttpAnswer): void {
  if (!statusMatches(expect.status, answer.status)) throw unexpectedStatus(answer.status);
  requireBody(answer);
  if (expect.contains !== undefined && !answer.body.includes(expect.contains))
    throw unexpected(answer, 'the expected text is not in the answer');
  if (expect.notContains !== undefined && answer.body.includes(expect.notContains))
    throw unexpected(answer, 'a text that must not be there is in the answer');
}

function unexpectedStatus(status: number): ProbeRefusal {
  const error = `HTTP ${status}`;
  if (status >= 300) return new ProbeRefusal({ ...defaultRefusal(status), error });
  return new ProbeRefusal({
    reason: 'unexpected_status',
    error,
    why: `It answered HTTP ${status}, which is not the status that was expected.`,
    hint: 'Look at the service, or change expect.status.',
  });
}

function unexpected({ status }: HttpAnswer, what: string): ProbeRefusal {
  return new ProbeRefusal({
    reason: 'unexpected_body',
    error: `HTTP ${status}, but ${what}`,
    hint: 'Look at what the address answers.',
  });
}

const NO_HEADERS = {};

function revealHeaders({ headers }: HttpOptions): Record<string, string> {
  const names = Object.keys(headers);
  if (names.length === 0) return NO_HEADERS;
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), headers[name]?.reveal() ?? '']));
}
