import type { Gate } from '../lib/gate.ts';
import { slowTurn } from '../probes/slow-facts.ts';
import type { CredentialTelling, WatchedCredential } from '../recording/credential-watch.ts';
import type { BindParts } from './bind-monitors.ts';
import type { ConfiguredCredential } from './configured-credentials.ts';
import { factsByLook } from './describe-credential.ts';
import { callWith, type HeldCredential, isDoubtful } from './held-credentials.ts';

export interface WatchedParts extends BindParts {
  /** The gates of the looks: asking about a credential waits for the looks that are made with it. */
  readonly gateOf: (credential: string) => Gate;
}

const WITHIN_MS = 60_000;

/** The credentials that are used, ready to be asked about, one call at a time and behind the looks. */
export function watchedCredentials(
  configured: readonly ConfiguredCredential[],
  parts: WatchedParts,
): readonly WatchedCredential[] {
  return configured.flatMap(({ id, held }) => {
    const [first] = held;
    if (first === undefined) return [];
    const ofLooks = held.filter(({ isOfLook }) => isOfLook);
    const ofFacts = held.filter(({ isOfLook }) => !isOfLook);
    return [
      {
        id,
        looks: namesOf(ofLooks),
        byLook: factsByLook(first.recognised, parts.redact),
        introspect: (signal) => askAbout(first, parts, signal),
        ...(ofFacts.length === 0
          ? {}
          : {
              doubt: {
                monitors: namesOf(ofFacts),
                isRaisedBy: ({ details }) => ofFacts.some((it) => isDoubtful(it, details)),
              },
            }),
      },
    ];
  });
}

function namesOf(held: readonly HeldCredential[]): string[] {
  return held.map(({ monitor }) => monitor.name);
}

async function askAbout(
  held: HeldCredential,
  parts: WatchedParts,
  signal: AbortSignal,
): Promise<CredentialTelling> {
  const turn = slowTurn(parts.gateOf(held.value.reveal()), parts.clock);
  // It may have to wait for a look that takes its whole time.
  const deadlineMs = Math.max(held.deadlineMs, WITHIN_MS);
  const sighting = await callWith(held, parts, { signal, turn, deadlineMs });
  const monitor = held.monitor.name;
  return sighting.answered
    ? { monitor, reason: 'ok', facts: sighting.details }
    : { monitor, reason: sighting.reason, facts: null };
}
