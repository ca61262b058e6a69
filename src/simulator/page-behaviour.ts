import { absoluteUrl, type Fields, integer, isObject, parseFields, word } from './fields.ts';
import { ILL_KINDS, type IllAnswer } from './ill-answer.ts';

export const COMPONENT_STATES = [
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
] as const;
export type ComponentState = (typeof COMPONENT_STATES)[number];

export const INCIDENT_PHASES = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type IncidentPhase = (typeof INCIDENT_PHASES)[number];

/** What a page says of its provider, whatever the provider really does. */
export interface PageNews {
  readonly kind: ComponentState;
  /** Which ones, by name; the provider's main one unless they are named. */
  readonly components?: readonly string[];
  /** Without it, an open incident is resolved. The same title goes on with the same incident. */
  readonly incident?: IncidentNews;
}

export interface IncidentNews {
  readonly title: string;
  readonly phase: IncidentPhase;
  readonly text: string;
}

/** How a status page is to behave: what it says, or in which way it is of no use. */
export type PageBehaviour =
  | PageNews
  | IllAnswer
  | { readonly kind: 'shrunk' }
  | { readonly kind: 'ten_thousand_components' };

/** Reads `{"page": "major_outage", "components": ["Auth"]}` and the like. Throws an Error that says what is wrong with it. */
export function parsePage(text: string): PageBehaviour {
  const fields = parseFields(text, '{"page": "major_outage"}');
  const kind = word(fields, 'page', [
    ...COMPONENT_STATES,
    'shrunk',
    'ten_thousand_components',
    ...ILL_KINDS,
    'server_error',
    'redirect_elsewhere',
  ]);
  if (kind === 'server_error') return { kind, status: integer(fields, 'status', { from: 500, to: 599 }) };
  if (kind === 'redirect_elsewhere') return { kind, url: absoluteUrl(fields.url) };
  return saysSomething(kind) ? { kind, ...parseNews(fields) } : { kind };
}

export function isNews(page: PageBehaviour): page is PageNews {
  return saysSomething(page.kind);
}

function saysSomething(kind: string): kind is ComponentState {
  return COMPONENT_STATES.some((state) => state === kind);
}

function parseNews({ components, incident }: Fields): Omit<PageNews, 'kind'> {
  if (components !== undefined && !isTexts(components))
    throw new Error('components: an array of their names');
  return {
    ...(components === undefined ? {} : { components }),
    ...(incident === undefined ? {} : { incident: parseIncident(incident) }),
  };
}

function parseIncident(value: unknown): IncidentNews {
  if (!isObject(value)) throw new Error('incident: an object such as {"phase": "investigating"}');
  const { title = 'Elevated error rates', text = 'We will tell more as soon as we know it.' } = value;
  if (typeof title !== 'string' || typeof text !== 'string')
    throw new Error('incident: title and text are texts');
  return { title, text, phase: word(value, 'phase', INCIDENT_PHASES) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
