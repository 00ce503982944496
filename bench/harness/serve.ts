/** The small HTTP face through which the driver tells a process under measurement what to do. */
import { createServer } from 'node:http';

/** What every engine's worker can be told. */
export interface Orders {
  start(ids: string[]): Promise<unknown>;
  signal(ids: string[]): Promise<unknown>;
  stop(): Promise<unknown>;
}

/** Further questions by path; the answer goes back as JSON. */
export type Questions = Record<string, (body: Record<string, string[]>) => Promise<unknown>>;

/** Listens on a free loopback port, prints the address, obeys until SIGTERM. */
export function serveOrders(orders: Orders, questions: Questions = {}): void {
  const obey: Questions[string] = async ({ start = [], signal = [] }) => {
    await orders.start(start);
    await orders.signal(signal);
    return null;
  };
  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const answer = questions[request.url ?? ''] ?? obey;
      response.end(JSON.stringify(await answer(JSON.parse(Buffer.concat(chunks).toString()))));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  // a connection that the driver kept must still be there when it speaks again
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${JSON.stringify(server.address())}\n`);
  });
  process.once('SIGTERM', async () => {
    server.close();
    server.closeAllConnections();
    await orders.stop();
    process.exit(0);
  });
}
