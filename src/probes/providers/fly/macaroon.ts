import { z } from 'zod';
import type { EpochMs } from '../../../lib/time.ts';
import { readMessagePack } from './message-pack.ts';

/** What a Fly token says of itself. Its restrictions are part of it and can be read by whoever holds it. */
export interface MacaroonTraits {
  /** Null when none of its restrictions says. */
  readonly expiresAtMs: EpochMs | null;
  /** Whether it may change anything; null when a restriction of it is not known here. */
  readonly mayChange: boolean | null;
}

// Numbers of restrictions as Fly's own library has them (github.com/superfly/macaroon, caveat.go).
const ORGANIZATION = 0;
const APPS = 3;
const VALIDITY_WINDOW = 4;
const IF_PRESENT = 13;
// They narrow what else there is in an organization, or say who asks: features, user, third party, member.
const BESIDE_THE_POINT: readonly number[] = [5, 8, 9, 10, 11, 12, 19, 20, 21, 22];
const READ = 1;
// Seconds beyond which JavaScript has no date.
const LAST_SECOND = 8.64e12;

const macaroonSchema = z.tuple([z.unknown(), z.string(), z.array(z.unknown()), z.instanceof(Buffer)]);
const organizationSchema = z.tuple([z.number(), z.number()]);
const appsSchema = z.tuple([z.map(z.unknown(), z.number())]);
const windowSchema = z.tuple([z.number(), z.number().max(LAST_SECOND)]);
const ifPresentSchema = z.tuple([z.array(z.unknown()), z.number()]);

/** Reads tokens joined by commas; null when none of them can be read. */
export function readMacaroons(macaroons: string): MacaroonTraits | null {
  const read = macaroons.split(',').map(readCaveats);
  const known = read.filter((caveats) => caveats !== null);
  if (known.length === 0) return null;
  // What proves the others (a discharge) ends them when it ends itself.
  const endsMs = known.flatMap((caveats) => caveats.flatMap(endMs));
  const permissions = known.filter((caveats) => caveats.some(({ type }) => type === ORGANIZATION));
  return {
    expiresAtMs: endsMs.length === 0 ? null : Math.min(...endsMs),
    mayChange: permissions.length === 0 || known.length < read.length ? null : anyMayChange(permissions),
  };
}

interface Caveat {
  readonly type: number;
  readonly body: unknown;
}

// `fm2_` and the base64 of [nonce, location, restrictions, signature].
function readCaveats(macaroon: string): readonly Caveat[] | null {
  const text = /^(?:fm1r_|fm1a_|fm2_)([\w+/=-]+)$/.exec(macaroon)?.[1];
  if (text === undefined) return null;
  try {
    const parsed = macaroonSchema.safeParse(readMessagePack(Buffer.from(text, 'base64')));
    return parsed.success ? toCaveats(parsed.data[2]) : null;
  } catch {
    return null;
  }
}

// Numbers and bodies in turn.
function toCaveats(items: readonly unknown[]): readonly Caveat[] {
  return items.flatMap((type, i) => (i % 2 === 0 ? [{ type: Number(type), body: items[i + 1] }] : []));
}

function endMs({ type, body }: Caveat): EpochMs[] {
  if (type !== VALIDITY_WINDOW) return [];
  const window = windowSchema.safeParse(body);
  return window.success ? [window.data[1] * 1_000] : [];
}

// Several tokens in a row let through what any of them does.
function anyMayChange(tokens: readonly (readonly Caveat[])[]): boolean | null {
  const each = tokens.map(mayChange);
  return each.includes(true) ? true : each.includes(null) ? null : false;
}

// Every restriction of one token must let a change through.
function mayChange(caveats: readonly Caveat[]): boolean | null {
  const each = caveats.map(letsChange);
  return each.includes(false) ? false : each.includes(null) ? null : true;
}

function letsChange({ type, body }: Caveat): boolean | null {
  switch (type) {
    case ORGANIZATION:
      return asMask(organizationSchema.safeParse(body).data?.[1]);
    case APPS:
      return anyMask([...(appsSchema.safeParse(body).data?.[0].values() ?? [])]);
    case IF_PRESENT:
      return branchLetsChange(ifPresentSchema.safeParse(body).data);
    default:
      return type === VALIDITY_WINDOW || BESIDE_THE_POINT.includes(type) ? true : null;
  }
}

// Restrictions for what they are about, and a mask for everything else.
function branchLetsChange(branch: z.output<typeof ifPresentSchema> | undefined): boolean | null {
  if (branch === undefined) return null;
  const [caveats, otherwise] = branch;
  return asMask(otherwise) === true || mayChange(toCaveats(caveats));
}

function anyMask(masks: readonly number[]): boolean | null {
  return masks.length === 0 ? null : masks.some((mask) => asMask(mask) === true);
}

function asMask(mask: number | undefined): boolean | null {
  return mask === undefined ? null : (mask & ~READ) !== 0;
}
