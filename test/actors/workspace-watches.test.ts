/** Watches of a form: one whatever happens, renewed in time, and told of when they fail. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';

import * as drive from '../../actors/drive/index.ts';
import * as forms from '../../actors/forms/index.ts';
import type { CallOutput } from '../../actors/ports.ts';
import type { FaultRule, ResponseNotice } from '../../actors/workspace/local/index.ts';
import { DISCOVERY_MISSING } from './workspace-discovery.ts';
import { verdict } from './workspace-observer.ts';
import { createRig, type Rig, WORKFLOW } from './workspace-rig.ts';
import { input, provisionAndPublish } from './workspace-story.ts';

const DAY_MS = 24 * 3_600_000;
const WATCHES = 'forms.forms.watches';

interface Watched {
  rig: Rig;
  form: string;
  told: ResponseNotice[];
  watch(): Promise<CallOutput<'responses.watch'>>;
  shut(): Promise<CallOutput<'responses.shut'>>;
  submit(learner: string): Promise<void>;
}

async function watched(t: TestContext, ...faults: FaultRule[]): Promise<Watched> {
  const told: ResponseNotice[] = [];
  const rig = createRig({
    faults,
    notify: async (notice) => {
      told.push(notice);
    },
  });
  t.after(rig.dispose);
  const { form } = await provisionAndPublish(rig);
  const about = input<'responses.watch'>('response_collection', { form });
  let tokens = 0;
  return {
    ...{ rig, form: form.id, told },
    watch: () => forms.watchResponses(rig.ports, rig.workspace)(about, rig.run('responses.watch')),
    shut: () => forms.shutResponses(rig.ports, rig.workspace)(about, rig.run('responses.shut')),
    submit: async (respondent) => {
      tokens += 1;
      const submission = { respondent, answers: {}, submissionToken: String(tokens) };
      assert.equal((await rig.local.submitResponse(form.id, submission)).kind, 'accepted');
    },
  };
}

const struck = (call: string, fault: FaultRule['fault'], more: Partial<FaultRule> = {}) => ({
  ...{ call: `${WATCHES}.${call}`, fault, nth: 1 },
  ...more,
});

describe('a watch', () => {
  it('is made once, under an id of letters, and recorded before', async (t) => {
    const { rig, form, watch } = await watched(t);
    const first = await watch();
    assert.deepEqual(await watch(), first);
    const [one, ...others] = await rig.store.watches(form);
    assert.deepEqual(others, []);
    assert.match(one?.id ?? '', /^pg-[a-z]{20}$/);
    const effect = rig.effects.get(`${WORKFLOW}/response_collection/watch.${form}`);
    assert.deepEqual([effect?.state, effect?.planned_id], ['done', `${form}/watches/${one?.id}`]);
  });

  for (const fault of ['resetBefore', 'resetAfterEffect', 'err503', 'rate429'] as const) {
    it(`is one after ${fault} of its creation, and none once that is undone`, async (t) => {
      const { rig, form, watch } = await watched(t, struck('create', fault));
      await assert.rejects(watch(), { kind: 'transient' });
      assert.equal((await watch()).watch, 'on');
      assert.equal((await rig.store.watches(form)).length, 1);
      await drive.undoStep(rig.ports, rig.workspace)(
        input('response_collection', {}),
        rig.run('step.undo'),
      );
      assert.deepEqual(await rig.store.watches(form), []);
    });

    it(`is none after ${fault} of its end, tried again`, async (t) => {
      const { rig, form, watch, shut } = await watched(t, struck('delete', fault));
      await watch();
      await assert.rejects(shut(), { kind: 'transient' });
      await shut();
      assert.deepEqual(await rig.store.watches(form), []);
    });
  }

  it('is undone too where its answer was lost and nobody asked again', async (t) => {
    const { rig, form, watch } = await watched(t, struck('create', 'resetAfterEffect'));
    await assert.rejects(watch());
    assert.equal((await rig.store.watches(form)).length, 1);
    await rig.workspace.unwatch(rig.write(`watch.${form}`, 'response_collection'));
    assert.deepEqual(await rig.store.watches(form), []);
  });

  it('is looked at on its fifth day and lives for seven more', async (t) => {
    const { rig, form, watch } = await watched(t);
    const opened = rig.ports.now();
    assert.equal((await watch()).look_at, opened + 5 * DAY_MS);
    rig.advance(5 * DAY_MS + 60_000);
    assert.equal((await watch()).look_at, rig.ports.now() + 5 * DAY_MS);
    const [one] = await rig.store.watches(form);
    assert.equal(one?.expires_at, rig.ports.now() + 7 * DAY_MS);
  });

  it('that has expired is made again under the same id', async (t) => {
    const { rig, form, watch } = await watched(t);
    await watch();
    const [before] = await rig.store.watches(form);
    rig.advance(8 * DAY_MS);
    assert.equal((await watch()).watch, 'on');
    const [after] = await rig.store.watches(form);
    assert.equal(after?.id, before?.id);
    assert.equal(after?.expires_at, rig.ports.now() + 7 * DAY_MS);
  });

  it('of the form by another hand of ours is taken over', async (t) => {
    const { rig, form, watch } = await watched(t);
    await watch();
    const [one] = await rig.store.watches(form);
    assert.ok(one);
    await rig.store.deleteWatch(form, one.id);
    await rig.store.putWatch({ ...one, id: 'somebody-else', topic: 'projects/p/topics/old' });
    rig.effects.clear();
    assert.equal((await watch()).watch, 'on');
    const [now, ...others] = await rig.store.watches(form);
    assert.deepEqual([now?.topic, others.length], [one.topic, 0]);
  });
});

describe('every exchange about watches', { skip: DISCOVERY_MISSING }, () => {
  it('is what the Discovery document allows', async (t) => {
    const { rig, watch, shut } = await watched(t);
    await watch();
    rig.advance(6 * DAY_MS);
    await watch();
    await shut();
    const own = rig.exchanges.filter(({ url }) => url.pathname.includes('/watches'));
    const { methods, problems } = verdict(own);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      methods,
      ['create', 'delete', 'list', 'renew'].map((name) => `${WATCHES}.${name}`),
    );
  });
});

describe('a notice', () => {
  it('names the form and nothing else, once for each submission', async (t) => {
    const { rig, form, told, watch, submit } = await watched(t);
    await submit('learner-1');
    assert.deepEqual(told, [], 'nobody had asked yet');
    await watch();
    await submit('learner-1');
    const [one] = await rig.store.watches(form);
    assert.deepEqual(told, [{ form, watch: one?.id }]);
  });

  it('may come twice, or late', async (t) => {
    const push = { call: 'watch.push', times: 1 } as const;
    const { rig, told, watch, submit } = await watched(
      t,
      { ...push, fault: 'pushTwice', nth: 1 },
      { ...push, fault: 'pushLate', nth: 2, ms: 90_000 },
    );
    await watch();
    await submit('learner-1');
    assert.equal(told.length, 2);
    const before = rig.ports.now();
    await submit('learner-2');
    await new Promise(setImmediate);
    assert.equal(told.length, 3);
    assert.equal(rig.ports.now() - before, 90_000);
  });

  it('does not come from a suspended watch, until it is looked at', async (t) => {
    const fault = { call: 'watch.push', fault: 'watchSuspended', nth: 1 } as const;
    const { told, watch, submit } = await watched(t, fault);
    await watch();
    await submit('learner-1');
    await submit('learner-2');
    assert.deepEqual(told, []);
    assert.equal((await watch()).watch, 'on');
    await submit('learner-3');
    assert.equal(told.length, 1);
  });

  it('does not come from an expired watch, until there is another', async (t) => {
    const fault = { call: 'watch.push', fault: 'watchExpired', nth: 1 } as const;
    const { told, watch, submit } = await watched(t, fault);
    await watch();
    await submit('learner-1');
    await submit('learner-2');
    assert.deepEqual(told, []);
    assert.equal((await watch()).watch, 'on');
    await submit('learner-3');
    assert.equal(told.length, 1);
  });
});

describe('a suspended watch that cannot be revived', () => {
  it('is said with its reason, and looked at again in an hour', async (t) => {
    const { rig, watch, submit } = await watched(
      t,
      { call: 'watch.push', fault: 'watchSuspended', nth: 1 },
      struck('renew', 'token401', { times: 9 }),
      struck('delete', 'token401', { times: 9 }),
    );
    await watch();
    await submit('learner-1');
    const { warnings, ...rest } = await watch();
    assert.deepEqual(rest, { watch: 'suspended', look_at: rig.ports.now() + 3_600_000 });
    assert.equal(warnings?.[0]?.code, 'WATCH_SUSPENDED');
    assert.match(warnings?.[0]?.message ?? '', /OTHER_ERRORS/);
  });
});
