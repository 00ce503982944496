/** The rule in the program and the rule in the database say the same of every state there is. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { machines } from '../../machines/registry.ts';
import { WAITS_FOR, waitsFor } from '../../machines/waits-for.ts';
import { createReadModels } from '../../persistence/read-models.ts';
import { createSqlStore } from '../../persistence/store.ts';
import type { Json } from '../../runtime/ports.ts';
import { type Scratch, scratchEmbedded } from '../persistence/scratch.ts';
import { record, turn } from '../persistence/turns.ts';

let scratch: Scratch;
before(async () => {
  scratch = await scratchEmbedded();
});
after(() => scratch.drop());

/** Every leaf of the certification machine, alone, as a state value. */
function valuesOf(node: { states: Record<string, unknown> }): Json[] {
  const entries = Object.entries(node.states) as [string, { states: Record<string, unknown> }][];
  return entries.flatMap(([name, below]) => {
    const deeper = valuesOf(below);
    return deeper.length === 0 ? [name as Json] : deeper.map((value): Json => ({ [name]: value }));
  });
}

test('whom a workflow waits for is the same in lists and in live rows', async () => {
  const root = machines.certification?.machine.root as { states: Record<string, unknown> };
  const states = valuesOf(root).flatMap((value) =>
    ['running', 'waiting', 'needs_attention', 'stuck', 'completed'].map((status) => ({
      value,
      status,
    })),
  );
  assert.ok(states.length > 200, `${states.length} states are looked at`);
  const turns = states.map(({ value, status }, n) =>
    turn(`wf-${n}`, -1, {
      after: record(`wf-${n}`, 0, { value, view: { status, step: null, progress: 0 } }),
    }),
  );
  await createSqlStore(scratch.db).commit(turns);
  const rows = await createReadModels(scratch.db).workflowsOf(turns.map(({ address }) => address));
  assert.equal(rows.length, states.length);
  const met = new Set<string | null>();
  for (const { workflow_id, waits_for } of rows) {
    const { value, status } = states[Number(workflow_id.slice(3))] ?? {};
    assert.equal(waits_for, waitsFor(value, status ?? ''), JSON.stringify({ value, status }));
    met.add(waits_for);
  }
  assert.deepEqual([...met].filter((each) => each !== null).sort(), [...WAITS_FOR].sort());
});
