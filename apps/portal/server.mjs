// Runs the built portal: says which scheme and address a request came with, refuses a Host header that could
// bend the address, and stops without dropping what is in flight.
import { createServer } from 'node:http';

const trustProxy = process.env.TRUST_PROXY ?? '';
if (!/^\d?$/.test(trustProxy)) {
  console.error('TRUST_PROXY: Set it to the number of proxies before the portal, 0 to 9, or leave it empty.');
  process.exit(1);
}
/** How many proxies stand before this server; each adds the address it was called from to the chain's end. */
const hops = Number(trustProxy);
const trusted = hops > 0;
const port = Number(process.env.PORTAL_PORT ?? 4300);
const address = process.env.PORTAL_ADDRESS ?? '127.0.0.1';

process.env.PROTOCOL_HEADER = 'x-forwarded-proto';
process.env.ADDRESS_HEADER = 'x-forwarded-for';
delete process.env.ORIGIN;
const { handler } = await import('./build/handler.js');

// Only what keeps the header from being read as a path; which names are hosts is decided in hooks.server.ts.
const plainHost = /^[a-z0-9._-]{1,253}(:\d{1,5})?$/i;

const server = createServer((req, res) => {
  const { headers } = req;
  const hosts = req.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length;
  if (req.url === '/health/live') return answer(res, 200, 'ok');
  if (hosts !== 1 || !plainHost.test(headers.host ?? '') || !req.url.startsWith('/'))
    return answer(res, 400, 'Bad request: this address is not valid.');

  const scheme = trusted ? (headers['x-forwarded-proto'] ?? 'http') : 'http';
  if (scheme !== 'http' && scheme !== 'https') return answer(res, 400, 'Bad request');
  headers['x-forwarded-proto'] = scheme;
  const chain = (trusted && headers['x-forwarded-for']?.split(',')) || [];
  headers['x-forwarded-for'] = (chain.at(-hops) ?? chain[0])?.trim() || req.socket.remoteAddress || '';
  if (!trusted || !/^[\w-]{8,64}$/.test(headers['x-request-id'] ?? ''))
    headers['x-request-id'] = crypto.randomUUID();

  res.setHeader('x-content-type-options', 'nosniff');
  res.on('close', () => stopping && server.closeIdleConnections());
  handler(req, res, () => answer(res, 404, 'Not found'));
});

function answer(res, status, text) {
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  res.end(`${text}\n`);
}

let stopping = false;
function stop() {
  if (stopping) return;
  stopping = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(1), 10_000).unref();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

server.listen(port, address, () =>
  console.log(JSON.stringify({ level: 'info', msg: 'portal listens', address, port: server.address().port })),
);
