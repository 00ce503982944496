/** A door in front of a server that a test can shut: cut off at once, or silent with lines held open. */

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  port: number;
  /** Cuts every connection and takes no new one. */
  cut(): void;
  /** Keeps connections and takes new ones, but passes nothing on. */
  silence(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function proxyTo(host: string, port: number): Promise<Proxy> {
  let state: 'open' | 'cut' | 'silent' = 'open';
  const pairs = new Set<[Socket, Socket]>();
  const server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(port, host);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed() as [Socket, Socket]]) {
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        to.destroy();
        pairs.delete(pair);
      });
      if (state === 'silent') from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const each = (what: (socket: Socket) => void) => {
    for (const pair of pairs) for (const socket of pair) what(socket);
  };
  return {
    port: (server.address() as { port: number }).port,
    cut: () => {
      state = 'cut';
      each((socket) => socket.destroy());
    },
    silence: () => {
      state = 'silent';
      each((socket) => socket.pause());
    },
    restore: () => {
      state = 'open';
      each((socket) => socket.resume());
    },
    close: async () => {
      each((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
