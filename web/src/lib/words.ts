const SMALL_NUMBERS = [
  'none',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
] as const;

const figures = new Intl.NumberFormat('en');

/** "12,345". One format for all: making one costs a hundred times more than using it. */
export function figureText(value: number): string {
  return figures.format(value);
}

/** A count as prose writes it: words up to twelve, then figures. */
export function countWord(count: number): string {
  return SMALL_NUMBERS[count] ?? figureText(count);
}

/** Writes one text in which all counts look alike: in words, or in figures as soon as one of them is above twelve. */
export function inOneStyle<Text>(write: (say: (count: number) => string) => Text): Text {
  let isLarge = false;
  const text = write((count) => {
    isLarge ||= count >= SMALL_NUMBERS.length;
    return countWord(count);
  });
  return isLarge ? write(figureText) : text;
}

export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a", "a and b", "a, b and c". */
export function listWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
