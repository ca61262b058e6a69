import type { Phases } from '../../../src/contracts/monitors.ts';

const NAMES = [
  ['dns_ms', 'DNS'],
  ['connect_ms', 'Connect'],
  ['tls_ms', 'TLS'],
  ['first_byte_ms', 'First byte'],
  ['body_ms', 'Body'],
] as const satisfies readonly (readonly [keyof Phases, string])[];

interface Part {
  readonly label: string;
  readonly ms: number;
  readonly startMs: number;
}

/** The parts of one exchange after each other, to scale. Parts that did not happen are left out, and said to be. */
export function PhaseChart({ phases }: { readonly phases: Phases }) {
  const parts = partsOf(phases);
  const totalMs = parts.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <>
      <dl className="text-13">
        {parts.map(({ label, ms, startMs }) => (
          <div key={label} className="grid h-6 grid-cols-[72px_minmax(0,1fr)_64px] items-center gap-3">
            <dt className="text-muted">{label}</dt>
            <dd className="order-last text-right">
              {ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)}
              <span className="ml-0.5 text-12 text-muted">ms</span>
            </dd>
            <svg width="100%" height="6" aria-hidden="true" className="bg-sunken" data-fades>
              {totalMs > 0 && (
                <rect
                  x={`${(startMs / totalMs) * 100}%`}
                  width={`${Math.max((ms / totalMs) * 100, 0.4)}%`}
                  height="6"
                  className="fill-edge"
                />
              )}
            </svg>
          </div>
        ))}
      </dl>
      {phases.connect_ms === null && (
        <p className="mt-1 text-12 text-muted">The connection was kept from the look before.</p>
      )}
    </>
  );
}

function partsOf(phases: Phases): readonly Part[] {
  const parts: Part[] = [];
  let startMs = 0;
  for (const [key, label] of NAMES) {
    const ms = phases[key];
    if (ms === null) continue;
    parts.push({ label, ms, startMs });
    startMs += ms;
  }
  return parts;
}
