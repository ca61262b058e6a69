const LEAST = 0.75;
const SPREAD = 0.7;

/** Each call gives the next latency around `usualMs`; the same seed gives the same latencies again. */
export function createLatency(seed: number): (usualMs: number) => number {
  let state = seed >>> 0;
  return (usualMs) => {
    // A linear congruential generator (Numerical Recipes): nothing here needs better chance.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return usualMs * (LEAST + (SPREAD * state) / 2 ** 32);
  };
}
