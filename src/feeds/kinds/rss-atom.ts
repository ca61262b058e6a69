import type { FeedIncident } from '../../domain/feed-reading.ts';
import type { FeedKind } from '../define-feed.ts';
import { phaseOf } from '../levels.ts';
import { MOST_HISTORY, readInstant } from '../shapes.ts';
import { childOf, type XmlElement } from '../xml.ts';

/** What every page has at least: its news as RSS or Atom. It names neither components nor how bad things are. */
export const rssAtom: FeedKind = {
  name: 'rss-atom',
  listsAll: false,
  recognises: (document) => document.format === 'xml' && entriesOf(document.root) !== null,
  parse(document) {
    const entries = document.format === 'xml' ? entriesOf(document.root) : null;
    if (entries === null) return null;
    const incidents = entries.slice(0, MOST_HISTORY).map(toIncident).filter(isTold);
    return { level: null, components: [], incidents, updatedAtMs: null };
  },
};

// An entry of which nobody can say whether it is over counts as over, since most are history; without a date, as nothing.
function isTold({ phase, resolvedAtMs }: FeedIncident): boolean {
  return phase !== 'unknown' || resolvedAtMs !== null;
}

/** The entries of Atom, or the items of RSS 2.0, or of RSS 1.0, where they stand beside their channel. */
function entriesOf(root: XmlElement): readonly XmlElement[] | null {
  if (root.name === 'feed') return root.children.filter(({ name }) => name === 'entry');
  const channel = childOf(root, 'channel');
  if (channel === null || (root.name !== 'rss' && root.name !== 'RDF')) return null;
  return [...channel.children, ...root.children].filter(({ name }) => name === 'item');
}

function toIncident(entry: XmlElement): FeedIncident {
  const first = (...names: readonly string[]) => {
    const found = names.map((name) => childOf(entry, name)?.text.trim() ?? '').find((text) => text !== '');
    return found ?? null;
  };
  const title = first('title') ?? '';
  const content = first('content', 'encoded', 'description', 'summary') ?? '';
  const { phase, text } = newestUpdate(title, content);
  const publishedAtMs = readInstant(first('published', 'pubDate', 'date', 'updated'));
  const updatedAtMs = readInstant(first('updated', 'pubDate', 'date')) ?? publishedAtMs;
  const url = linkOf(entry);
  return {
    id: first('id', 'guid') ?? url ?? `${title} ${publishedAtMs}`,
    title,
    phase,
    level: levelOf(phase),
    startedAtMs: publishedAtMs,
    updatedAtMs,
    resolvedAtMs: phase === 'resolved' || phase === 'unknown' ? updatedAtMs : null,
    url,
    text,
    components: [],
  };
}

function levelOf(phase: FeedIncident['phase']): FeedIncident['level'] {
  if (phase === 'unknown') return 'unknown';
  return phase === 'scheduled' || phase === 'in_progress' ? 'maintenance' : 'degraded';
}

function linkOf(entry: XmlElement): string | null {
  const links = entry.children.filter(({ name }) => name === 'link');
  const page = links.find(({ attributes }) => (attributes.rel ?? 'alternate') === 'alternate') ?? links[0];
  return page?.attributes.href ?? (page?.text.trim() || null);
}

const STRONG = /<(strong|b)>([^<]{1,60})<\/\1>/i;
const TITLE_WORD = /^\W*(resolved|completed|investigating|identified|monitoring|scheduled|in progress)\b/i;
// The newest update is at the top.
const MOST_READ_CHARS = 20_000;

/** The newest update stands first, after its phase as a strong word; a few write the phase into the title. */
function newestUpdate(title: string, content: string): Pick<FeedIncident, 'phase' | 'text'> {
  const top = content.slice(0, MOST_READ_CHARS);
  const strong = STRONG.exec(top);
  const told = phaseOf(strong?.[2] ?? null);
  const phase = told === 'unknown' ? phaseOf(TITLE_WORD.exec(title)?.[1] ?? null) : told;
  const text = strong === null ? top : updateAfter(top.slice(strong.index + strong[0].length));
  return { phase, text: text.trim() === '' ? null : text };
}

// The next update begins with a paragraph that holds its date before its own strong word.
function updateAfter(rest: string): string {
  const next = rest.search(STRONG);
  const own = next < 0 ? rest : rest.slice(0, next);
  const paragraph = next < 0 ? -1 : own.lastIndexOf('<p>');
  return (paragraph < 0 ? own : own.slice(0, paragraph)).replace(/^\s*[-\u2013:]\s*/, '');
}
