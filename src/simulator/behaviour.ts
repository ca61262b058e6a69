import { absoluteUrl, type Fields, integer, isObject, parseFields } from './fields.ts';
import { ILL_KINDS, type IllAnswer } from './ill-answer.ts';

/** How the provider itself answers, with nothing more to be said about it. */
const PLAIN_KINDS = [
  'healthy',
  'degraded',
  'unauthorized',
  'forbidden',
  'not_found',
  'rate_limited',
] as const;

type PlainKind = (typeof PLAIN_KINDS)[number];

interface Scope {
  /** Only requests whose path below the provider's address begins so; the others are answered well. */
  readonly only?: string;
  /** Replaces some of the provider's numbers, such as `{deployments: 250}`; see the provider's `healthy`. */
  readonly data?: Readonly<Record<string, number>>;
}

/** How a provider is to behave. `degraded` answers well, with data that crosses the contract's threshold. */
export type Behaviour = Scope &
  (
    | { readonly kind: PlainKind }
    | IllAnswer
    | { readonly kind: 'slow'; readonly ms: number }
    /** Sends back what it was sent: as a failure (500), as a redirect (302) or inside a good answer (200). */
    | { readonly kind: 'echo_credential'; readonly status?: 200 | 302 | 500 }
  );

export const HEALTHY: Behaviour = { kind: 'healthy' };

/** Reads `{"behaviour": "slow", "ms": 1500}` and the like. Throws an Error that says what is wrong with it. */
export function parseBehaviour(text: string): Behaviour {
  const fields = parseFields(text, '{"behaviour": "degraded"}');
  const kind = fields.behaviour;
  const scope = parseScope(fields);
  const plain = [...PLAIN_KINDS, ...ILL_KINDS].find((it) => it === kind);
  if (plain !== undefined) return { kind: plain, ...scope };
  switch (kind) {
    case 'server_error':
      return { kind, status: integer(fields, 'status', { from: 500, to: 599 }), ...scope };
    case 'slow':
      return { kind, ms: integer(fields, 'ms', { from: 0, to: 600_000 }), ...scope };
    case 'redirect_elsewhere':
      return { kind, url: absoluteUrl(fields.url), ...scope };
    case 'echo_credential':
      return { kind, status: echoStatus(fields.status), ...scope };
    default:
      throw new Error(
        `behaviour: one of ${[...PLAIN_KINDS, ...ILL_KINDS, 'server_error', 'slow', 'redirect_elsewhere', 'echo_credential'].join(', ')}`,
      );
  }
}

function parseScope({ only, data }: Fields): Scope {
  if (only !== undefined && typeof only !== 'string') throw new Error('only: the beginning of a path');
  return {
    ...(only === undefined ? {} : { only }),
    ...(data === undefined ? {} : { data: numbers(data) }),
  };
}

function numbers(data: unknown): Readonly<Record<string, number>> {
  if (!isObject(data)) throw new Error('data: an object of numbers');
  const entries = Object.entries(data).map(([key, value]) => {
    if (typeof value !== 'number') throw new Error(`data.${key}: a number`);
    return [key, value] as const;
  });
  return Object.fromEntries(entries);
}

function echoStatus(value: unknown): 200 | 302 | 500 {
  if (value === undefined) return 500;
  if (value === 200 || value === 302 || value === 500) return value;
  throw new Error('status: 200, 302 or 500');
}
