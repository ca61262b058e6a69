import type { BoardMonitor } from '../lib/board.ts';
import { detailTexts } from '../lib/details.ts';
import { shownStatus } from '../lib/judgement.ts';
import { intervalText } from '../lib/relative-time.ts';
import { STATUS_LABELS } from '../lib/status.ts';
import { Fact, Part } from './part.tsx';
import { Ago, Exact, PlainAgo } from './time.tsx';

/** The facts that the probe found, in words. */
export function DetailFacts({ details }: Pick<BoardMonitor, 'details'>) {
  const texts = detailTexts(details);
  if (texts.length === 0) return null;
  return (
    <Part title="Details">
      <dl>
        {texts.map(({ key, label, value, isKnown }) => (
          <Fact key={key} label={isKnown ? label : <span className="font-mono">{label}</span>}>
            <span title={key} className={value === 'not known' ? 'text-muted' : ''}>
              {value}
            </span>
          </Fact>
        ))}
      </dl>
    </Part>
  );
}

/** When was looked, how often, and why the verdict is what it is. */
export function LookFacts({ monitor }: { readonly monitor: BoardMonitor }) {
  const { checked_at, since, next_check_at, interval_ms, timeout_ms, reason } = monitor;
  const status = shownStatus(monitor);
  return (
    <Part title="This look">
      <dl>
        <Fact label="Checked">
          <Exact at={checked_at} never="never checked" />
        </Fact>
        {status !== null && since !== null && (
          <Fact label={`${STATUS_LABELS[status]} since`}>
            <Exact at={since} />
          </Fact>
        )}
        {next_check_at !== null && (
          <Fact label="Next look">
            <Ago at={next_check_at} end />
          </Fact>
        )}
        {interval_ms !== null && <Fact label="Looks every">{intervalText(interval_ms / 1_000)}</Fact>}
        {timeout_ms !== null && <Fact label="Waits at most">{intervalText(timeout_ms / 1_000)}</Fact>}
        {reason !== null && (
          <Fact label="Reason">
            <code className="font-mono text-12">{reason}</code>
          </Fact>
        )}
      </dl>
    </Part>
  );
}

/** What the provider told of its limits. */
export function QuotaFacts({ quota }: Pick<BoardMonitor, 'quota'>) {
  if (quota === null) return null;
  return (
    <Part title="Quota">
      <dl>
        {(quota.remaining !== null || quota.limit !== null) && (
          <Fact label="Requests left">
            {quota.remaining?.toLocaleString('en') ?? 'not told'}
            {quota.limit !== null && (
              <span className="text-muted"> of {quota.limit.toLocaleString('en')}</span>
            )}
          </Fact>
        )}
        {quota.reset_at !== null && (
          <Fact label="Starts anew">
            <PlainAgo at={quota.reset_at} />
          </Fact>
        )}
        {quota.retry_after_ms !== null && (
          <Fact label="Asked to wait">{intervalText(Math.round(quota.retry_after_ms / 1_000))}</Fact>
        )}
      </dl>
    </Part>
  );
}
