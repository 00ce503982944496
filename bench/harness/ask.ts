/** A lean HTTP client: what the driver spends on a call is time the engine under measurement lacks. */
import { Agent, request } from 'node:http';

/** Posts `body` as JSON to a path and resolves with the answer's text; rejects unless it is a 2xx. */
export type Ask = (path: string, body?: object) => Promise<string>;

/** Calls to one loopback port, over connections that are kept. */
export function askerOf(port: number): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  return (path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = {
        'content-length': Buffer.byteLength(text),
        ...(body && { 'content-type': 'application/json' }),
      };
      const call = request({ agent, port, host: '127.0.0.1', path, method: 'POST', headers });
      call.once('error', reject);
      call.once('response', (response) => {
        response.once('error', reject);
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          answer += chunk;
        });
        response.once('end', () => {
          const status = response.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(answer);
          else reject(new Error(`${path}: ${status} ${answer}`));
        });
      });
      call.end(text);
    });
}
