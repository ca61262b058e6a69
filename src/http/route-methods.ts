import type { FastifyInstance } from 'fastify';

/** The methods that a path takes, whatever its parameters are; none for a path that nobody serves. */
export type MethodsOf = (path: string) => readonly string[];

interface Pattern {
  readonly matches: RegExp;
  readonly methods: Set<string>;
}

/** Learns every route that is added from now on; Fastify itself only finds a route by its exact pattern. */
export function collectMethods(app: FastifyInstance): MethodsOf {
  const patterns = new Map<string, Pattern>();
  app.addHook('onRoute', ({ url, method }) => {
    const known = patterns.get(url) ?? { matches: toRegExp(url), methods: new Set() };
    patterns.set(url, known);
    for (const each of [method].flat()) known.methods.add(each);
  });
  return (path) => [
    ...new Set(
      [...patterns.values()].flatMap(({ matches, methods }) => (matches.test(path) ? [...methods] : [])),
    ),
  ];
}

function toRegExp(pattern: string): RegExp {
  const source = pattern.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : escapeRegExp(part)));
  return new RegExp(`^${source.join('/')}$`);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
