import { request } from 'node:http';

export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever came, the expectations say what it must be
  data: any;
  /** `details.code` of a refusal. */
  code: string | undefined;
  /** The header of that name. */
  retryAfter: string | undefined;
}

export const portalSecret = 'the portal of this spec and nobody else';

/** What the portal's server says of a browser's request. */
export const viaPortal = (host: string, more: Record<string, string> = {}) => ({
  'x-tenantry-portal': portalSecret,
  'x-tenantry-host': `${host}:4300`,
  'x-tenantry-proto': 'http',
  'x-tenantry-ip': '203.0.113.9',
  ...more,
});

/** Plain HTTP, as anybody can send it: a call with a body is a mutation. */
export function call(address: string, path: string, headers: Record<string, string>, body?: object) {
  return new Promise<Answer>((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const all = { 'content-type': 'application/json', ...headers };
    const outgoing = request(
      `${address}/trpc/${path}`,
      { method, headers: all, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = JSON.parse(Buffer.concat(chunks).toString());
          const [data, code] = [answer.result?.data, answer.error?.data?.details?.code];
          const retryAfter = response.headers['retry-after'];
          resolve({ status: response.statusCode!, data, code, retryAfter });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body && JSON.stringify(body));
  });
}
