/** Checkpoints that were begun on the version before: they go on there, and move without losing time. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckpointContext } from '../../machines/checkpoint.ts';
import { migrations } from '../../machines/migrations.ts';
import { machines, olderMachines } from '../../machines/registry.ts';
import type { Json } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { type Host, host } from './host.ts';

const [flat] = olderMachines.checkpoint ?? [];
const MINUTE = 60_000;
const before = machineLookup({ checkpoint: flat as NonNullable<typeof flat> });
const now = machineLookup(
  { checkpoint: machines.checkpoint as NonNullable<typeof flat> },
  { checkpoint: olderMachines.checkpoint ?? [] },
  migrations.filter(({ machine }) => machine === 'checkpoint'),
);

/** One that was opened on the version before, with an hour to decide. */
async function opened(): Promise<Host> {
  const old = await host({ machines: before });
  const input = {
    ...{ kind: 'questions', workflow: 'wf', opened_at: old.clock.now() },
    subject: { artifact_id: 'a', version: 1, content_hash: 'h', authors: [] },
    policy: { quorum: 1, groups: [], due_minutes: 60, on_timeout: 'escalate' },
  };
  await old.engine.start({ machine: 'checkpoint', address: 'c', input: input as unknown as Json });
  return old;
}

async function upgraded({ engine, store, clock }: Host): Promise<Host> {
  await engine.close();
  return host({ machines: now, store, clock });
}

const factsOf = async ({ engine }: Host) => {
  const record = await engine.read('c');
  const { context } = (record?.snapshot ?? {}) as { context?: unknown };
  return { value: record?.value, status: record?.status, context: context as CheckpointContext };
};
const pass = async ({ engine, clock }: Host, minutes: number): Promise<void> => {
  clock.advance(minutes * MINUTE);
  await engine.quiet();
};
const approve = ({ engine }: Host, by: string) =>
  engine.send('c', { type: 'decision', by, verdict: 'approve', content_hash: 'h' });

describe('a checkpoint of the version before', () => {
  it('is decided where it is', async () => {
    const rig = await upgraded(await opened());
    await rig.engine.send('c', { type: 'claim', by: 'ann' });
    assert.deepEqual((await factsOf(rig)).value, { pending: 'reserved' });
    await approve(rig, 'ann');
    assert.equal((await factsOf(rig)).status, 'done');
  });

  it('falls due after a move when it would have without', async () => {
    const old = await opened();
    await pass(old, 40);
    const rig = await upgraded(old);
    await rig.engine.migrate('c');
    await pass(rig, 19);
    assert.equal((await factsOf(rig)).context.escalated_at, null);
    await pass(rig, 2);
    const { value, context } = await factsOf(rig);
    assert.deepEqual(value, { pending: { queue: 'open', deadline: 'escalated' } });
    assert.notEqual(context.escalated_at, null);
  });

  it('stays reserved across a move, and the reservation still ends', async () => {
    const old = await opened();
    await old.engine.send('c', { type: 'claim', by: 'ann' });
    const rig = await upgraded(old);
    await rig.engine.migrate('c');
    await approve(rig, 'bob');
    assert.equal((await factsOf(rig)).context.claimed_by, 'ann', 'nobody else decides now');
    await pass(rig, 31);
    assert.deepEqual((await factsOf(rig)).value, {
      pending: { queue: 'open', deadline: 'inTime' },
    });
    await approve(rig, 'bob');
    assert.equal((await factsOf(rig)).status, 'done');
  });
});
