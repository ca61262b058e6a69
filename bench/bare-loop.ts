import { request } from 'undici';

/** The least that looking can cost: COUNT requests to URL every INTERVAL_MS, spread evenly, bodies read. */
const url = process.env.URL ?? '';
const count = Number(process.env.COUNT);
const intervalMs = Number(process.env.INTERVAL_MS);
for (let i = 0; i < count; i += 1) {
  setTimeout(
    () => {
      const look = async () => {
        const { body } = await request(url);
        await body.text();
      };
      look();
      setInterval(look, intervalMs);
    },
    (i * intervalMs) / count,
  );
}
