import { createFeeds } from '../src/feeds/feed-watch.ts';
import { createHttpClient } from '../src/lib/http-client.ts';
import { createRedactor } from '../src/lib/redact.ts';
import { type Clock, stayAlive, systemClock } from '../src/lib/time.ts';

/** Reads COUNT status pages below URL as the daemon does, on a clock that runs SPEED times too fast. */
const speed = Number(process.env.SPEED);
const fast: Clock = {
  nowMs: () => systemClock.nowMs() * speed,
  tick: () => systemClock.tick() * speed,
  setTimer: (delayMs, task) => systemClock.setTimer(delayMs / speed, task),
};
const secrets = Array.from({ length: 10 }, (_, i) => `bench-credential-${i}`);

stayAlive();
createFeeds({
  sources: Array.from({ length: Number(process.env.COUNT) }, (_, i) => ({ url: `${process.env.URL}${i}` })),
  clock: fast,
  client: createHttpClient(systemClock),
  redact: createRedactor(secrets),
  // A sick page is read less often, and would make the figure better than it is.
  onChange({ reading: { problem } }) {
    if (problem !== null) throw new Error(problem);
  },
  onError: (_url, error) => {
    throw error;
  },
}).start();
