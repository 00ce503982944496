/** The BullMQ worker: a chain of jobs, each adding the next; no workflow state is committed. */
import { Queue, Worker } from 'bullmq';
import { openStepLog, SIGNAL_AFTER, STEPS } from '../harness/job.ts';
import { serveOrders } from '../harness/serve.ts';

const [, , redisUrl = '', logPath = ''] = process.argv;
const log = openStepLog(logPath);
const { hostname, port, pathname } = new URL(redisUrl);
const connection = { host: hostname, port: Number(port), db: Number(pathname.slice(1)) };
const CONCURRENCY = 100;

const queue = new Queue('steps', { connection });
const jobs = (ids: string[], n: number) => ids.map((id) => ({ name: 'step', data: { id, n } }));

const worker = new Worker(
  'steps',
  async ({ data }: { data: { id: string; n: number } }) => {
    const result = log.step(data.id, data.n);
    if (data.n === STEPS) log.end(data.id);
    else if (data.n !== SIGNAL_AFTER) await queue.add('step', { id: data.id, n: data.n + 1 });
    return result;
  },
  { connection, concurrency: CONCURRENCY },
);
await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);

serveOrders({
  start: (ids) => queue.addBulk(jobs(ids, 1)),
  signal: (ids) => queue.addBulk(jobs(ids, SIGNAL_AFTER + 1)),
  stop: async () => {
    await worker.close();
    await queue.close();
  },
});
