import { figureText } from '../lib/words.ts';

/** "212 ms" with its unit smaller and muted; a dash when no round trip was completed. */
export function Latency({ ms }: { readonly ms: number | null }) {
  if (ms === null) {
    return (
      <span className="text-muted">
        <span aria-hidden="true">–</span>
        <span className="sr-only">no latency</span>
      </span>
    );
  }
  const isLong = ms >= 10_000;
  return (
    <span className="whitespace-nowrap">
      {isLong ? (ms / 1_000).toFixed(1) : figureText(Math.round(ms))}
      <span className="ml-0.5 text-12 text-muted">{isLong ? 's' : 'ms'}</span>
    </span>
  );
}
