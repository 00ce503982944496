import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AnyStateMachine, and, createMachine, not, raise } from 'xstate';
import { machines } from '../../machines/registry.ts';
import { refuseIncomplete } from '../../runtime/complete.ts';
import type { MachineEntry } from '../../runtime/kernel.ts';
import { machineLookup } from '../../runtime/versions.ts';

/** What is said about a machine of this configuration. */
function said(config: object, parts: object = {}, activities: string[] | null = null): string {
  const machine = createMachine(config as never, parts as never) as unknown as AnyStateMachine;
  const lookup = machineLookup({ job: { machine, version: '1' } as unknown as MachineEntry });
  try {
    refuseIncomplete(lookup, activities);
    return 'fine';
  } catch (error) {
    return (error as Error).message.replace(/^[^:]+: /, '');
  }
}

describe('a machine that names what nobody implements', () => {
  it('is refused with the name: guards, actions, delays and children', () => {
    assert.equal(said({ on: { go: { guard: 'isReady' } } }), "job 1 has no guard 'isReady'");
    assert.equal(said({ entry: ['begin'] }), "job 1 has no action 'begin'");
    assert.equal(said({ exit: { type: 'end', params: {} } }), "job 1 has no action 'end'");
    const waits = { initial: 'a', states: { a: { after: { pause: 'b', 10: 'b' } }, b: {} } };
    assert.equal(said(waits), "job 1 has no delay 'pause'");
    const invokes = { invoke: { id: 'x', src: 'wash', onDone: { actions: 'keep' } } };
    assert.equal(
      said(invokes, {}, ['perform']),
      "job 1 has no actor 'wash'; job 1 has no action 'keep'",
    );
  });

  it('is refused for names inside built-in parts', () => {
    const guarded = { on: { go: { guard: and(['one', not('two')] as never) } } };
    assert.equal(said(guarded), "job 1 has no guard 'one'; job 1 has no guard 'two'");
    const raising = { entry: raise({ type: 'late' }, { delay: 'soon' } as never) };
    assert.equal(said(raising), "job 1 has no delay 'soon'");
  });

  it('is taken when everything is there, and data is not read as names', () => {
    const config = {
      context: { guard: 'data', entry: 'data' },
      entry: ['begin', () => undefined],
      on: { go: { guard: 'isReady', actions: { type: 'begin', params: { guard: 'data' } } } },
      invoke: { id: 'x', src: 'perform', input: { src: 'data' } },
      meta: { actions: 'data' },
    };
    const parts = { actions: { begin: () => undefined }, guards: { isReady: () => true } };
    assert.equal(said(config, parts, ['perform']), 'fine');
  });

  it('need not implement what the runtime carries out', () => {
    assert.equal(said({ entry: { type: 'tell', params: { to: 'a', event: {} } } }), 'fine');
  });

  it('is none of ours', () => {
    const lookup = machineLookup(machines as unknown as Record<string, MachineEntry>);
    assert.doesNotThrow(() => refuseIncomplete(lookup, ['perform']));
  });
});
