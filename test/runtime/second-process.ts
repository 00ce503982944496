/**
 * A process of its own for tests that kill one: the parking machine on a Postgres store. Arguments:
 * database URL, data folder, node id, lease in ms, ms a call takes. Each begun call is a line.
 */
import { createSystemClock } from '../../ops/clock.ts';
import { openDatabase } from '../../persistence/database.ts';
import { createSqlStore } from '../../persistence/store.ts';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import { openEngine } from '../../runtime/engine.ts';
import { MACHINES } from './races.ts';

const [, , databaseUrl = '', dataDir = '', id = '', lease = '', callMs = ''] = process.argv;
const say = (what: object): void => {
  process.stdout.write(`${JSON.stringify(what)}\n`);
};
const database = await openDatabase({ databaseUrl, dataDir });
const engine = await openEngine({
  store: createSqlStore(database),
  clock: createSystemClock(),
  machines: MACHINES,
  perform: async ({ key, attempt }) => {
    say({ begun: key, attempt });
    await new Promise((resolve) => setTimeout(resolve, Number(callMs)));
    return null;
  },
  dispatcher: (perform, reports) => createInProcessDispatcher(perform, reports, 1000),
  observer: {
    committed: () => undefined,
    failing: (error) => say({ failing: String(error) }),
    trouble: (what, error) => say({ trouble: what, error: String(error) }),
  },
  slots: 2,
  node: { id, beatMs: Number(lease) / 3, leaseMs: Number(lease) },
});
process.on('message', async ({ start, signal }: { start: string[]; signal: string[] }) => {
  await Promise.all(
    start.map((address) => engine.start({ machine: 'parking', address, input: null })),
  );
  await Promise.all(
    signal.map((address) => engine.send(address, { type: 'signal' }, { eventId: 'go' })),
  );
  process.send?.('done');
});
process.on('disconnect', async () => {
  await engine.close();
  await database.close();
});
process.send?.('up');
