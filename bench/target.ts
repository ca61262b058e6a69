import { createServer } from 'node:http';

/** What is looked at, and what a bare server costs: answers on PORT with BODY and HEADERS (JSON). */
const body = process.env.BODY ?? 'ok';
const headers = {
  'content-type': 'application/json; charset=utf-8',
  ...JSON.parse(process.env.HEADERS ?? '{}'),
  'content-length': String(Buffer.byteLength(body)),
};
createServer((_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
