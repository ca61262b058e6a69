import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A credential. It prints, serialises and inspects as a mask; only `reveal` gives the value, and only the code
 * that puts it on the wire to its provider calls that.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
