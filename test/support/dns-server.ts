import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIP } from 'node:net';

/** What the server says of a name: its addresses (none: the name is there without one), or why it says nothing. */
export type DnsAnswer = readonly string[] | 'no_such_name' | 'fails' | 'refuses' | 'silent';

export interface DnsServer extends AsyncDisposable {
  /** `127.0.0.1:port`, as a resolver is configured. */
  readonly address: string;
  /** Every name that was asked for so far, in small letters, once per family. */
  readonly asked: readonly string[];
}

const CODES = { no_such_name: 3, fails: 2, refuses: 5 } as const;
const TYPES = { 1: 4, 28: 6 } as const;

/** A real resolver on a free local UDP port (RFC 1035, one question, no compression but of the name). Use with `await using`. */
export async function dnsServer(answer: (name: string) => DnsAnswer): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, { address, port }) => {
    const { name, type, end } = readQuestion(query);
    asked.push(name);
    const said = answer(name);
    if (said !== 'silent') socket.send(reply(query.subarray(0, end), type, said), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    asked,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

const HEADER_BYTES = 12;

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function reply(question: Buffer, type: number, said: Exclude<DnsAnswer, 'silent'>): Buffer {
  const family = type === 1 || type === 28 ? TYPES[type] : 0;
  const addresses = typeof said === 'string' ? [] : said.filter((address) => isIP(address) === family);
  const header = Buffer.from(question);
  // A response, recursion available.
  header.writeUInt16BE(0x81_80 | (typeof said === 'string' ? CODES[said] : 0), 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, ...addresses.map((address) => record(type, bytesOf(address)))]);
}

function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  // The name of the question, which begins right after the header.
  head.writeUInt16BE(0xc0_00 | HEADER_BYTES, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function bytesOf(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail = ''] = address.split('::');
  const words = (part: string) =>
    part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
  const zeros = new Array<number>(8 - words(head).length - words(tail).length).fill(0);
  const bytes = Buffer.alloc(16);
  for (const [i, word] of [...words(head), ...zeros, ...words(tail)].entries())
    bytes.writeUInt16BE(word, i * 2);
  return bytes;
}
