/** The Restate worker: the job as a workflow service, every step a journalled one. */
import { createServer } from 'node:http2';
import * as restate from '@restatedev/restate-sdk';
import { openStepLog, SIGNAL_AFTER, STEPS } from '../harness/job.ts';

const [, , logPath = ''] = process.argv;
const log = openStepLog(logPath);

const job = restate.workflow({
  name: 'job',
  handlers: {
    run: async (ctx: restate.WorkflowContext) => {
      const results: unknown[] = [];
      for (let n = 1; n <= STEPS; n += 1) {
        results.push(await ctx.run(`step${n}`, () => log.step(ctx.key, n)));
        if (n === SIGNAL_AFTER) await ctx.promise<boolean>('signal');
      }
      log.end(ctx.key);
      return results.length;
    },
    signal: async (ctx: restate.WorkflowSharedContext) => {
      await ctx.promise<boolean>('signal').resolve(true);
    },
  },
});

const server = createServer(restate.createEndpointHandler({ services: [job] }));
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`);
});
process.once('SIGTERM', () => process.exit(0));
