import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createInProcessDispatcher } from '../../runtime/dispatch-in-process.ts';
import type { ActivityReports, ActivityRow, Json } from '../../runtime/ports.ts';

const row = (childId: string): ActivityRow => ({
  key: `w/${childId}.1`,
  owner: 'w',
  root: 'w',
  childId,
  inc: 1,
  src: 'perform',
  input: null,
  attempt: 1,
  trace: null,
});

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Simulation seed 1891: the watchdog stopped a call that was still waiting for another to let go. */
it('a call stopped while it waits for a stopped sibling to let go never begins', async () => {
  const begun: string[] = [];
  const reported: string[] = [];
  let letGo: () => void = () => undefined;
  const reports: ActivityReports = {
    done: ({ key }) => reported.push(key),
    failed: ({ key }) => reported.push(key),
    progress: () => undefined,
    settled: () => undefined,
  };
  const dispatcher = createInProcessDispatcher(
    (run) => {
      begun.push(run.key);
      return new Promise<Json>((resolve) => {
        letGo = () => resolve(null);
      });
    },
    reports,
    4,
  );
  dispatcher.start(row('call'));
  await turns(1);
  dispatcher.stop('w/call.1');
  dispatcher.start(row('undo'));
  dispatcher.stop('w/undo.1');
  letGo();
  await turns(3);
  assert.deepEqual([begun, reported], [['w/call.1'], []]);
  assert.equal(dispatcher.running(), 0);
});
