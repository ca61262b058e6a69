export type Fields = Readonly<Record<string, unknown>>;

/** The object that a body is. Throws an Error that says what it should be. */
export function parseFields(text: string, example: string): Fields {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error(`the body is a JSON object such as ${example}`);
  return value;
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that is one of several words; throws an Error that lists them. */
export function word<Word extends string>(fields: Fields, name: string, words: readonly Word[]): Word {
  const found = words.find((it) => it === fields[name]);
  if (found === undefined) throw new Error(`${name}: one of ${words.join(', ')}`);
  return found;
}

export function integer(
  fields: Fields,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  throw new Error(`${name}: a whole number from ${from} to ${to}`);
}

export function absoluteUrl(value: unknown): string {
  if (typeof value === 'string' && URL.canParse(value)) return value;
  throw new Error('url: an absolute address');
}
