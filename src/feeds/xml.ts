import { ENTITIES } from '../lib/entities.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** All that stands in it outside of its children, CDATA included. */
  readonly text: string;
}

// A feed of news is flat and short; a document beyond this is made to hurt.
const MOST_ELEMENTS = 20_000;
const MOST_DEPTH = 32;

const NAME = '[A-Za-z_][\\w.-]*(?::[A-Za-z_][\\w.-]*)?';
const OPEN_TAG = new RegExp(`<(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^"<]*"|'[^'<]*'))*)\\s*(/?)>`, 'y');
const CLOSE_TAG = new RegExp(`</(${NAME})\\s*>`, 'y');
const ATTRIBUTE = new RegExp(`(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'g');

interface Open {
  readonly fullName: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

/**
 * The root of a document, or null for anything that is not well-formed, too large, or has a document type: without one
 * there are no entities to expand but the five of XML and those by number.
 */
export function readXml(source: string): XmlElement | null {
  const document: Open = { fullName: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [document];
  let elements = 0;
  for (let at = 0; at < source.length; ) {
    const top = open.at(-1);
    if (top === undefined) return null;
    const piece = readPiece(source, at);
    if (piece === null) return null;
    at = piece.end;
    if (piece.kind === 'text') top.text += piece.text;
    if (piece.kind === 'open') {
      elements += 1;
      if (elements > MOST_ELEMENTS || open.length > MOST_DEPTH) return null;
      const element = { fullName: piece.fullName, attributes: piece.attributes, children: [], text: '' };
      if (piece.isEmpty) top.children.push(finished(element));
      else open.push(element);
    }
    if (piece.kind === 'close') {
      if (top.fullName !== piece.fullName || open.length < 2) return null;
      open.pop();
      open.at(-1)?.children.push(finished(top));
    }
  }
  const [root, ...others] = document.children;
  return open.length === 1 && others.length === 0 && document.text.trim() === '' ? (root ?? null) : null;
}

/** The first child of that name. */
export function childOf(element: XmlElement, name: string): XmlElement | null {
  return element.children.find((child) => child.name === name) ?? null;
}

function finished({ fullName, attributes, children, text }: Open): XmlElement {
  return { name: fullName.slice(fullName.indexOf(':') + 1), attributes, children, text };
}

type Piece = { readonly end: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'open';
      readonly fullName: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly isEmpty: boolean;
    }
  | { readonly kind: 'close'; readonly fullName: string }
  | { readonly kind: 'skipped' }
);

function readPiece(source: string, at: number): Piece | null {
  if (source.charCodeAt(at) !== 0x3c) {
    const next = source.indexOf('<', at);
    const end = next < 0 ? source.length : next;
    return { kind: 'text', text: decodeEntities(source.slice(at, end)), end };
  }
  if (source.startsWith('<![CDATA[', at)) {
    const end = source.indexOf(']]>', at);
    return end < 0 ? null : { kind: 'text', text: source.slice(at + 9, end), end: end + 3 };
  }
  if (source.startsWith('<!--', at)) return skipTo(source, at + 4, '-->');
  if (source.startsWith('<?', at)) return skipTo(source, at + 2, '?>');
  return readTag(source, at);
}

function skipTo(source: string, from: number, mark: string): Piece | null {
  const end = source.indexOf(mark, from);
  return end < 0 ? null : { kind: 'skipped', end: end + mark.length };
}

function readTag(source: string, at: number): Piece | null {
  CLOSE_TAG.lastIndex = at;
  const close = CLOSE_TAG.exec(source);
  if (close !== null) return { kind: 'close', fullName: close[1] ?? '', end: CLOSE_TAG.lastIndex };
  OPEN_TAG.lastIndex = at;
  const tag = OPEN_TAG.exec(source);
  if (tag === null) return null;
  const [, fullName = '', attributes = '', slash] = tag;
  return {
    kind: 'open',
    fullName,
    attributes: readAttributes(attributes),
    isEmpty: slash === '/',
    end: OPEN_TAG.lastIndex,
  };
}

function readAttributes(source: string): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = Object.create(null);
  for (const [, name = '', double, single] of source.matchAll(ATTRIBUTE))
    attributes[name] = decodeEntities(double ?? single ?? '');
  return attributes;
}

/** Takes escapes of characters out, once: what they make may look like another escape, and is none. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,10}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
