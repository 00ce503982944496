/** What the peers' workers share: the small HTTP face through which the driver starts workflows. */
import { createServer } from 'node:http';

/** What a worker can be told. */
export interface Orders {
  start(ids: string[]): Promise<unknown>;
  signal(ids: string[]): Promise<unknown>;
  stop(): Promise<unknown>;
}

/** Listens on a free loopback port, prints the address, obeys until SIGTERM. */
export function serveOrders(orders: Orders): void {
  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { start = [], signal = [] } = JSON.parse(Buffer.concat(chunks).toString()) as Record<
        string,
        string[]
      >;
      await orders.start(start);
      await orders.signal(signal);
      response.end();
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify(server.address())}\n`);
  });
  process.once('SIGTERM', async () => {
    server.close();
    await orders.stop();
    process.exit(0);
  });
}
