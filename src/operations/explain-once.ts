import { createWhoseFault } from '../attribution/whose-fault.ts';
import type { KoraConfig, MonitorConfig } from '../config/config.ts';
import type { Explanation } from '../contracts/explanation.ts';
import type { FeedReading } from '../domain/feed-reading.ts';
import { NOTHING_READ, readFeed } from '../feeds/read-feed.ts';
import { createHttpClient, type HttpClient } from '../lib/http-client.ts';
import type { Redact } from '../lib/redact.ts';
import { type Clock, isoTime } from '../lib/time.ts';
import { bindMonitors } from './bind-monitors.ts';
import { officialOf } from './describe-official.ts';
import { explainVerdict } from './explain-monitor.ts';
import { titleOf } from './list-monitors.ts';
import { type Looked, lookOnce } from './look-once.ts';

export interface ExplainOnceParts {
  readonly config: Pick<KoraConfig, 'attribution'>;
  readonly monitors: readonly MonitorConfig[];
  readonly clock: Clock;
  readonly redact: Redact;
  readonly signal: AbortSignal;
  /** Told after each. */
  readonly onExplained: (name: string) => void;
}

// Facts that take longer are of no weight here.
const FACTS_WITHIN_MS = 10_000;

/** Looks once at each monitor, reads its status page, makes the experiments, and explains. Rejects only when `signal` aborts. */
export async function explainOnce(parts: ExplainOnceParts): Promise<readonly Explanation[]> {
  const { config, monitors, clock, redact, signal, onExplained } = parts;
  const client = createHttpClient(clock);
  const outside = createHttpClient(clock);
  try {
    const readings = await readPages(parts, outside);
    const looks = bindMonitors(monitors, { client, clock, redact }).map((bound) =>
      lookOnce(bound, { clock, signal, withinMs: FACTS_WITHIN_MS }),
    );
    const looked = new Map<string, Looked>();
    for (const look of looks) look.then((one) => looked.set(one.monitor.name, one)).catch(() => {});
    const { attribution, officialState } = createWhoseFault({
      config: { ...config, monitors },
      clock,
      redact,
      client: outside,
      reading: (url) => readings.get(url) ?? NOTHING_READ.reading,
      detailsOf: (name) => looked.get(name)?.verdict.details ?? {},
      hasWorked: () => null,
    });
    const official = officialOf(monitors, officialState);
    return await Promise.all(
      looks.map(async (look) => {
        const { monitor, verdict: seen, checkedAtMs } = await look;
        const { name } = monitor;
        const verdict = await attribution.attribute(
          { name, verdict: seen, startedAtMs: checkedAtMs },
          signal,
        );
        onExplained(name);
        const title = titleOf(monitor);
        return {
          monitor: name,
          title,
          believed: null,
          since: null,
          checked_at: isoTime(checkedAtMs),
          incident: null,
          ...explainVerdict({ title, verdict, official: official(name) }),
        };
      }),
    );
  } finally {
    await Promise.all([client.close(), outside.close()]);
  }
}

async function readPages(
  { monitors, clock, redact, signal }: ExplainOnceParts,
  client: HttpClient,
): Promise<ReadonlyMap<string, FeedReading>> {
  const urls = [...new Set(monitors.flatMap(({ feed }) => (feed === null ? [] : [feed.url])))];
  const read = urls.map(async (url) => {
    const { memory } = await readFeed({ clock, client, redact }, { url, memory: NOTHING_READ }, signal);
    return [url, memory.reading] as const;
  });
  return new Map(await Promise.all(read));
}
