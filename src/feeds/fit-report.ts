import type { ComponentKey, FeedComponent, FeedIncident, FeedReport } from '../domain/feed-reading.ts';
import type { Redact } from '../lib/redact.ts';
import { isOpen, keyText, worstLevel } from './levels.ts';
import { plainLine, plainText } from './plain-text.ts';
import { MOST_COMPONENTS, MOST_INCIDENTS, MOST_NAMED } from './shapes.ts';

const LONGEST_NAME_CHARS = 200;
const LONGEST_TITLE_CHARS = 300;
const LONGEST_TEXT_CHARS = 2_000;
const LONGEST_URL_CHARS = 2_000;

/** A report as it may be kept and shown: plain texts, addresses that a browser may open, and not too much of anything. */
export function fitReport(report: FeedReport, redact: Redact): FeedReport {
  return {
    level: report.level,
    components: fitComponents(report.components, redact),
    incidents: newestFirst(report.incidents)
      .slice(0, MOST_INCIDENTS)
      .map((incident) => fitIncident(incident, redact)),
    updatedAtMs: report.updatedAtMs,
  };
}

/** Open ones, then the others, the newest first. */
export function newestFirst(incidents: readonly FeedIncident[]): readonly FeedIncident[] {
  return incidents.toSorted(
    (a, b) => Number(isOpen(b)) - Number(isOpen(a)) || (b.startedAtMs ?? 0) - (a.startedAtMs ?? 0),
  );
}

/** Each key once. */
export function uniqueKeys(keys: readonly ComponentKey[]): readonly ComponentKey[] {
  return [...new Map(keys.map((key) => [keyText(key), key])).values()].slice(0, MOST_NAMED);
}

// Of a component that is listed twice, such as in two incidents, the worse word holds.
function fitComponents(components: readonly FeedComponent[], redact: Redact): readonly FeedComponent[] {
  const byKey = new Map<string, FeedComponent>();
  for (const component of components.slice(0, MOST_COMPONENTS)) {
    const { level, sinceMs } = component;
    const fit = { ...fitKey(component, redact), level, sinceMs: level === 'operational' ? null : sinceMs };
    const key = keyText(fit);
    const other = byKey.get(key);
    if (other === undefined || worstLevel([other.level, level]) !== other.level) byKey.set(key, fit);
  }
  return [...byKey.values()];
}

function fitKey({ group, name }: ComponentKey, redact: Redact): ComponentKey {
  const line = (text: string) => plainLine(text, LONGEST_NAME_CHARS, redact);
  return { group: group === null ? null : line(group), name: line(name) };
}

function fitIncident(incident: FeedIncident, redact: Redact): FeedIncident {
  const { id, title, url, text, components } = incident;
  return {
    ...incident,
    id: plainLine(id, LONGEST_NAME_CHARS, redact),
    title: plainLine(title, LONGEST_TITLE_CHARS, redact) || 'Untitled',
    url: url === null ? null : fitUrl(url, redact),
    text: text === null ? null : plainText(text, LONGEST_TEXT_CHARS, redact) || null,
    components: uniqueKeys(components.slice(0, 2 * MOST_NAMED).map((key) => fitKey(key, redact))),
  };
}

// A page may not make anybody's browser run a script, nor hand on what looks like a credential.
function fitUrl(url: string, redact: Redact): string | null {
  const trimmed = url.trim();
  if (trimmed.length > LONGEST_URL_CHARS || !/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed))
    return null;
  const { href, username, password } = new URL(trimmed);
  return username + password === '' && redact(href) === href ? href : null;
}
