/** What a document of MessagePack holds; what Fly's tokens do not use (floating point, extensions) is refused. */
export type Packed =
  | number
  | string
  | boolean
  | null
  | Buffer
  | readonly Packed[]
  | ReadonlyMap<Packed, Packed>;

const DEEPEST = 32;

/** Reads one value (https://github.com/msgpack/msgpack/blob/master/spec.md). Throws on anything that is none. */
export function readMessagePack(bytes: Buffer): Packed {
  const reader = new Reader(bytes);
  return reader.value(0);
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  value(depth: number): Packed {
    if (depth > DEEPEST) throw new RangeError('nested too deeply');
    const type = this.#uint(1);
    if (type < 0x80) return type;
    if (type < 0x90) return this.#map(type & 0x0f, depth);
    if (type < 0xa0) return this.#list(type & 0x0f, depth);
    if (type < 0xc0) return this.#text(type & 0x1f);
    if (type >= 0xe0) return type - 0x100;
    return this.#marked(type, depth);
  }

  #marked(type: number, depth: number): Packed {
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
      case 0xc3:
        return type === 0xc3;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#take(this.#uint(2 ** (type - 0xc4)));
      case 0xcc:
      case 0xcd:
      case 0xce:
      case 0xcf:
        return this.#uint(2 ** (type - 0xcc));
      case 0xd0:
      case 0xd1:
      case 0xd2:
      case 0xd3:
        return this.#int(2 ** (type - 0xd0));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#uint(2 ** (type - 0xd9)));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#uint(2 * (type - 0xdb)), depth);
      case 0xde:
      case 0xdf:
        return this.#map(this.#uint(2 * (type - 0xdd)), depth);
      default:
        throw new RangeError(`type ${type} is not read`);
    }
  }

  #list(length: number, depth: number): readonly Packed[] {
    // Each of them takes a byte at least: a length that cannot be is found out at the end of the bytes.
    const items: Packed[] = [];
    for (let i = 0; i < length; i += 1) items.push(this.value(depth + 1));
    return items;
  }

  #map(length: number, depth: number): ReadonlyMap<Packed, Packed> {
    const entries = new Map<Packed, Packed>();
    for (let i = 0; i < length; i += 1) entries.set(this.value(depth + 1), this.value(depth + 1));
    return entries;
  }

  #text(length: number): string {
    return this.#take(length).toString('utf8');
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('it ends too soon');
    const part = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return part;
  }

  // Beyond 2^53 the last digits are lost, which no time or mask reaches.
  #uint(length: number): number {
    const part = this.#take(length);
    return length === 8 ? Number(part.readBigUInt64BE()) : part.readUIntBE(0, length);
  }

  #int(length: number): number {
    const part = this.#take(length);
    return length === 8 ? Number(part.readBigInt64BE()) : part.readIntBE(0, length);
  }
}
