/** The DBOS worker: the job as one workflow function, every step a checkpointed one. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { performStep, SIGNAL_AFTER, STEPS } from '../job.ts';
import { serveOrders } from './serve.ts';

const [, , databaseUrl = '', log = ''] = process.argv;
const HOUR = 3600;

const job = DBOS.registerWorkflow(
  async (id: string) => {
    const results: unknown[] = [];
    for (let n = 1; n <= STEPS; n += 1) {
      results.push(await DBOS.runStep(async () => performStep(log, id, n), { name: `step${n}` }));
      if (n === SIGNAL_AFTER) await DBOS.recv('signal', HOUR);
    }
    performStep(log, id, 'end');
    return results.length;
  },
  { name: 'job' },
);

DBOS.setConfig({ name: 'presgen-peers', systemDatabaseUrl: databaseUrl, logLevel: 'error' });
await DBOS.launch();
serveOrders({
  start: (ids) => Promise.all(ids.map((id) => DBOS.startWorkflow(job, { workflowID: id })(id))),
  signal: (ids) => Promise.all(ids.map((id) => DBOS.send(id, true, 'signal'))),
  stop: () => DBOS.shutdown(),
});
