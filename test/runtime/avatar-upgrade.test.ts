/** Renderings that were begun when all of it was one call: they end there, or move and begin their stages. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AvatarRenderContext } from '../../machines/avatar-context.ts';
import { migrations } from '../../machines/migrations.ts';
import { machines, olderMachines } from '../../machines/registry.ts';
import type { Json, Perform } from '../../runtime/ports.ts';
import { machineLookup } from '../../runtime/versions.ts';
import { settingsWith } from '../machines/samples.ts';
import { type Host, host, untilStopped } from './host.ts';

const [oneCall] = olderMachines.avatarRender ?? [];
const { avatarRender, integrationCall } = machines;
assert(oneCall && avatarRender && integrationCall);
const before = machineLookup({ avatarRender: oneCall, integrationCall });
const now = machineLookup(
  { avatarRender, integrationCall },
  { avatarRender: [oneCall] },
  migrations.filter(({ machine }) => machine === 'avatarRender'),
);
const VIDEO = { topic: 'Networks', video: null, captions: {}, poster: {}, transcript: {} };
const rendered: Perform = async () => ({ ...VIDEO, duration_seconds: 60, rung: 'rendered_cpu' });

/** One whose only call is at work; nobody gives permits here, so it waited for one in vain. */
async function begun(): Promise<Host> {
  const old = await host({ machines: before });
  const input = { workflow: 'wf', settings: settingsWith(), topic: 'Networks', index: 1 };
  const start = { machine: 'avatarRender', address: 'a', input: input as unknown as Json };
  await old.engine.start(start);
  await rest();
  old.clock.advance(6_000);
  await rest();
  return old;
}

async function upgraded({ engine, store, clock }: Host, perform: Perform): Promise<Host> {
  await engine.close();
  return host({ machines: now, store, clock, perform });
}

/** Activities that only end when stopped keep an engine from ever being quiet. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

const askedFor = ({ runs }: Host) =>
  runs.map(({ input }) => (input as { activity: string }).activity);

describe('a rendering of the version before', () => {
  it('ends where it is', async () => {
    const rig = await upgraded(await begun(), rendered);
    await rest();
    const record = await rig.engine.read('a');
    assert.deepEqual([record?.value, askedFor(rig)], ['rendered', ['avatar.render']]);
    assert.deepEqual(rig.troubles, []);
  });

  it('stops its one call when it moves, and plans its stages', async () => {
    const rig = await upgraded(await begun(), untilStopped);
    await rig.engine.migrate('a');
    await rest();
    const record = await rig.engine.read('a');
    assert.deepEqual([record?.value, record?.status], ['planning', 'active']);
    const { context } = (record?.snapshot ?? {}) as unknown as { context: AvatarRenderContext };
    assert.deepEqual([context.topic, context.index, context.tries.attempt], ['Networks', 1, 0]);
    assert.deepEqual(askedFor(rig), ['avatar.render', 'avatar.plan']);
    assert.equal(rig.runs[0]?.signal.aborted, true);
    assert.deepEqual(rig.troubles, []);
  });
});
