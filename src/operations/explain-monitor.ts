import type { Evidence } from '../contracts/evidence.ts';
import type { Explanation } from '../contracts/explanation.ts';
import type { Official } from '../contracts/feeds.ts';
import type { WeighedEvidence } from '../domain/fault.ts';
import { jointVerdict } from '../domain/joint-verdict.ts';
import type { Verdict } from '../domain/verdict.ts';
import { isoTime } from '../lib/time.ts';
import { describeMonitor, findMonitor, type MonitorSources } from './list-monitors.ts';

/** Why a monitor is as it is, whose fault that is, and what to do; throws `not_found`. */
export function explainMonitor(sources: MonitorSources, name: string): Explanation {
  const monitor = describeMonitor(sources, findMonitor(sources, name), 0);
  const verdict = sources.board.entry(name)?.state?.verdict ?? null;
  return {
    monitor: name,
    title: monitor.title,
    believed: monitor.believed,
    since: monitor.since,
    checked_at: monitor.checked_at,
    incident: monitor.incident,
    ...explainVerdict({ title: monitor.title, verdict, official: monitor.official }),
  };
}

/** The part of an explanation that a verdict and the status page give. */
export function explainVerdict({
  title,
  verdict,
  official,
}: {
  readonly title: string;
  readonly verdict: Verdict | null;
  readonly official: Official | null;
}): Pick<
  Explanation,
  'status' | 'reason' | 'fault' | 'actor' | 'sentence' | 'why' | 'to_do' | 'rule' | 'official' | 'evidence'
> {
  const { sentence, actor } = jointVerdict({ title, verdict, official });
  const attribution = verdict?.attribution ?? null;
  return {
    status: verdict?.status ?? null,
    reason: verdict?.reason ?? null,
    fault: attribution?.fault ?? null,
    actor,
    sentence,
    why: verdict?.why ?? 'Not looked yet.',
    to_do: toDo(verdict),
    rule: attribution?.rule ?? null,
    official,
    evidence: (attribution?.evidence ?? []).map(describeEvidence),
  };
}

// What the probe would have people do holds where it is theirs to do; else they would chase a fault that is not there.
function toDo(verdict: Verdict | null): string | null {
  if (verdict === null || verdict.status === 'healthy') return null;
  switch (verdict.attribution?.fault) {
    case 'provider':
      return 'Nothing but wait and tell those who depend on it; the provider has to act.';
    case 'network':
      return 'Mend the network of this machine. Until then nothing is known of the others.';
    case 'dns':
      return 'Mend the name resolution of this machine: its resolver answers wrongly, or not at all.';
    default:
      return verdict.hint;
  }
}

export function describeEvidence({ experiment, atMs, outcome, saw, speaksFor }: WeighedEvidence): Evidence {
  return { experiment, at: isoTime(atMs), outcome, saw, speaks_for: speaksFor };
}
