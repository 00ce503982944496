/** The process under measurement: the real engine on the real store, driven over loopback HTTP. */
import { createServer } from 'node:http';
import { createSystemClock } from '../ops/clock.ts';
import { openDatabase } from '../persistence/database.ts';
import { createSqlStore } from '../persistence/store.ts';
import { createInProcessDispatcher } from '../runtime/dispatch-in-process.ts';
import { openEngine } from '../runtime/engine.ts';
import { machineLookup } from '../runtime/versions.ts';
import { job, performStep } from './job.ts';

const [, , dataDir = '', databaseUrl = '', log = '', delay = '0'] = process.argv;
const stepMs = Number(delay);
const database = await openDatabase({ dataDir, databaseUrl: databaseUrl || undefined });
const engine = await openEngine({
  store: createSqlStore(database),
  clock: createSystemClock(),
  machines: machineLookup({ job }),
  perform: async (run) => {
    const { n } = run.input as { n: number | 'end' };
    if (stepMs > 0) await new Promise((resolve) => setTimeout(resolve, stepMs));
    return performStep(log, run.root, n);
  },
  dispatcher: (perform, reports) => createInProcessDispatcher(perform, reports, 10_000),
  observer: {
    committed: () => undefined,
    failing: (error) => process.stderr.write(`commit: ${String(error)}\n`),
    trouble: (what, error) => process.stderr.write(`${what}: ${String(error)}\n`),
  },
  slots: database.kind === 'embedded' ? 1 : 2,
});

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { start = [], signal = [] } = JSON.parse(
    Buffer.concat(chunks).toString() || '{}',
  ) as Record<string, string[]>;
  try {
    await Promise.all(
      start.map((address) => engine.start({ machine: 'job', address, input: null })),
    );
    await Promise.all(signal.map((address) => engine.send(address, { type: 'signal' })));
    response.end(JSON.stringify({ rss: process.memoryUsage().rss, cpu: process.cpuUsage() }));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`);
});
process.once('SIGTERM', async () => {
  server.close();
  await engine.close();
  await database.close();
  process.exit(0);
});
