import { once } from 'node:events';
import { connect } from 'node:net';
import type { Evidence } from '../../domain/fault.ts';
import type { Sentinel } from '../../domain/sentinel.ts';
import type { HttpAnswer } from '../../lib/http-client.ts';
import type { CancelTimer } from '../../lib/time.ts';
import { type CallParts, isSignInStatus } from './call-control.ts';
import { withDeadline } from './deadline.ts';

/** `right` is as it should be; `sign_in` is what a network says in the place of others, such as its sign-in page. */
type SentinelAnswer = 'right' | 'sign_in' | 'none';

const DEADLINE_MS = 3_000;
// One that is right decides; the others have so long to be counted.
const COUNTING_MS = 300;
const MAX_BODY_BYTES = 64 * 1024;

/** Asks all sentinels at once whether this machine reaches anybody. Rejects only when `signal` aborts. */
export async function tryEgress(
  parts: CallParts,
  sentinels: readonly Sentinel[],
  signal: AbortSignal,
): Promise<Evidence> {
  const { clock } = parts;
  const atMs = clock.nowMs();
  let cancel: CancelTimer | null = null;
  const answers = await withDeadline(
    { clock, deadlineMs: DEADLINE_MS + COUNTING_MS, signal },
    async (whole) => {
      const enough = new AbortController();
      whole.addEventListener('abort', () => enough.abort(), { once: true });
      return Promise.all(
        sentinels.map(async (sentinel) => {
          const answer = await ask(parts, sentinel, enough.signal);
          if (answer === 'right') cancel ??= clock.setTimer(COUNTING_MS, () => enough.abort());
          return answer;
        }),
      );
    },
  ).finally(() => cancel?.());
  return { experiment: 'egress', atMs, ...describe(answers) };
}

function describe(answers: readonly SentinelAnswer[]): Pick<Evidence, 'outcome' | 'saw'> {
  const count = (wanted: SentinelAnswer) => answers.filter((answer) => answer === wanted).length;
  const right = count('right');
  const signIn = count('sign_in');
  const of = `of ${answers.length} ${answers.length === 1 ? 'sentinel' : 'sentinels'}`;
  if (right > 0) return { outcome: 'reachable', saw: `${right} ${of} ${right === 1 ? 'answers' : 'answer'}` };
  if (signIn === 0) return { outcome: 'unreachable', saw: `none ${of} answers` };
  return {
    outcome: 'intercepted',
    saw: `none ${of} answers as it should, and ${signIn} as the sign-in page of a network would`,
  };
}

async function ask(parts: CallParts, sentinel: Sentinel, signal: AbortSignal): Promise<SentinelAnswer> {
  try {
    return await withDeadline({ clock: parts.clock, deadlineMs: DEADLINE_MS, signal }, (inner) =>
      sentinel.kind === 'url' ? askUrl(parts, sentinel.url, inner) : askPort(sentinel, inner),
    );
  } catch {
    return 'none';
  }
}

async function askUrl({ client }: CallParts, url: string, signal: AbortSignal): Promise<SentinelAnswer> {
  const limits = { credentialed: false, maxRedirects: 0, maxBodyBytes: MAX_BODY_BYTES };
  return judge(new URL(url), await client.request({ url, ...limits, signal }));
}

function judge(url: URL, answer: HttpAnswer): SentinelAnswer {
  // Asked for nothing, it has nothing to say: whoever says something is another.
  if (url.pathname.endsWith('generate_204')) return answer.status === 204 ? 'right' : 'sign_in';
  if (isSignInStatus(answer.status) || leadsElsewhere(url, answer)) return 'sign_in';
  return answer.status < 500 ? 'right' : 'none';
}

function leadsElsewhere(url: URL, { status, headers }: HttpAnswer): boolean {
  if (status < 300 || status > 399 || headers.location === undefined) return false;
  return URL.parse(headers.location, url.href)?.hostname !== url.hostname;
}

async function askPort(
  { host, port }: Sentinel & { kind: 'port' },
  signal: AbortSignal,
): Promise<SentinelAnswer> {
  const socket = connect({ host, port });
  socket.on('error', () => {});
  try {
    await once(socket, 'connect', { signal });
    return 'right';
  } finally {
    socket.destroy();
  }
}
