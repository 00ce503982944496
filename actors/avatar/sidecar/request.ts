/** One HTTP exchange with the rendering program, whose answer may be read for as long as a film takes. */
import http from 'node:http';
import https from 'node:https';

export interface Asked {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  signal: AbortSignal;
}

export interface Answer {
  status: number;
  ok: boolean;
  header(name: string): string;
  /** The answer as it comes; ends with an error where the connection breaks. */
  body: AsyncIterable<Buffer>;
  text(): Promise<string>;
}

/**
 * Resolves with the answer's head. By node:http and not fetch: a stream that is read slowly and whose
 * server hangs up ends the whole process in fetch's parser (Node 24).
 */
export function request(url: URL, { method = 'GET', headers, body, signal }: Asked) {
  return new Promise<Answer>((resolve, reject) => {
    const { request: send } = url.protocol === 'https:' ? https : http;
    const outgoing = send(url, { method, headers, signal, agent: false }, (incoming) => {
      const { statusCode: status = 0 } = incoming;
      // Told to whoever reads; without a reader it is nobody's, and must not end the process.
      incoming.on('error', () => undefined);
      resolve({
        status,
        ok: status >= 200 && status < 300,
        header: (name) => String(incoming.headers[name] ?? ''),
        body: incoming,
        text: async () => {
          const parts: Buffer[] = [];
          for await (const part of incoming) parts.push(part as Buffer);
          return Buffer.concat(parts).toString('utf8');
        },
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
