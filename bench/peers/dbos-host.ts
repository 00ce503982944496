/** The DBOS worker: the job as one workflow function, every step a checkpointed one. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { openStepLog, SIGNAL_AFTER, STEPS } from '../harness/job.ts';
import { serveOrders } from '../harness/serve.ts';

const [, , databaseUrl = '', logPath = ''] = process.argv;
const log = openStepLog(logPath);
const HOUR = 3600;

const job = DBOS.registerWorkflow(
  async (id: string) => {
    const results: unknown[] = [];
    for (let n = 1; n <= STEPS; n += 1) {
      results.push(await DBOS.runStep(async () => log.step(id, n), { name: `step${n}` }));
      if (n === SIGNAL_AFTER) await DBOS.recv('signal', HOUR);
    }
    log.end(id);
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
