import { request } from 'node:http';
import { stack } from './stack';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/**
 * One request to the portal with a Host header as given: Node resolves no `*.localhost`, and a browser sends
 * no malformed header.
 */
export function ask(
  address: string,
  {
    method = 'GET',
    host,
    headers = {},
    body,
  }: { method?: string; host?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const url = new URL(address);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: new URL(stack.console).port,
        path: url.pathname + url.search,
        method,
        headers: { ...headers, host: host ?? url.host },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => (text += part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
