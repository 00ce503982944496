/** The process under measurement: the real engine on the real store, driven over loopback HTTP. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSystemClock } from '../../ops/clock.ts';
import { createLull, releaseHeap } from '../../ops/lull.ts';
import { openDatabase } from '../../persistence/database.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { pause } from './clock.ts';
import { job, openStepLog } from './job.ts';
import { serveOrders } from './serve.ts';
import { storedSizes } from './stored-sizes.ts';

type Collect = (how: { type: 'major'; flavor: 'last-resort' }) => void;

const [, , dataDir = '', databaseUrl = '', logPath = '', delay = '0'] = process.argv;
const stepMs = Number(delay);
const log = openStepLog(logPath);
const database = await openDatabase({ dataDir, databaseUrl: databaseUrl || undefined });
const commits = { count: 0, turns: 0, ms: 0 };

// As the server does it: what a burst took is given back in the quiet after it.
const lull = createLull({ clock: createSystemClock(), quietMs: 2000, stirsMin: 2000 }, async () => {
  await releaseHeap();
  await database.tidy();
});
const engine = await openEngine({
  store: createSqlStore(database),
  clock: createSystemClock(),
  machines: machineLookup({ job }),
  perform: async (run) => {
    const { n } = run.input as { n: number };
    if (stepMs > 0) await pause(stepMs);
    return log.step(run.root, n, run.key);
  },
  dispatcher: (perform, reports) => createInProcessDispatcher(perform, reports, 10_000),
  observer: {
    committed: (turns, ms) => {
      lull.stir(turns);
      commits.count += 1;
      commits.turns += turns;
      commits.ms += ms;
    },
    failing: (error) => process.stderr.write(`commit: ${String(error)}\n`),
    trouble: (what, error) => process.stderr.write(`${what}: ${String(error)}\n`),
  },
  slots: database.kind === 'embedded' ? 1 : 2,
});

// Stricter than a line after the last step: it is written once the final state is committed.
engine.subscribe('*', (frame) => {
  if (frame.kind === 'transition' && frame.status === 'done') log.end(frame.root);
});

serveOrders(
  {
    start: (ids) =>
      Promise.all(ids.map((address) => engine.start({ machine: 'job', address, input: null }))),
    signal: (ids) => Promise.all(ids.map((address) => engine.send(address, { type: 'signal' }))),
    stop: async () => {
      await engine.close();
      await database.close();
    },
  },
  {
    '/usage': async () => ({ commits, cpu: process.cpuUsage(), memory: process.memoryUsage() }),
    '/collect': async () => {
      setFlagsFromString('--expose-gc');
      // this flavour also gives the pages back at once, which an ordinary collection does later
      (runInNewContext('gc') as Collect)({ type: 'major', flavor: 'last-resort' });
      return process.memoryUsage();
    },
    '/sizes': () => storedSizes(database.sql),
    '/unfinished': async ({ ids = [] }) => {
      const records = await Promise.all(ids.map(engine.read));
      return records.filter((record) => record?.status === 'active').map((one) => one?.address);
    },
  },
);
