/** Whatever happens to a write's call, it leaves exactly one object, and none after undo. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import type { FaultRule } from '../../actors/workspace/local/index.ts';
import type { LocalFile } from '../../actors/workspace/local/store.ts';
import type { FormSpec } from '../../actors/workspace/port.ts';
import { PresGenError } from '../../runtime/errors.ts';
import { createRig, LEARNERS, type Rig } from './workspace-rig.ts';

const FORM: FormSpec = {
  title: "The harbour's quiz",
  description: 'Two questions.',
  parent: 'root',
  quiz: true,
  sections: [
    {
      id: 'aaaaaaaa',
      title: 'Tides',
      questions: [
        {
          id: 'bbbbbbbb',
          title: 'When is slack water?',
          required: true,
          kind: { type: 'choice', options: ['Between tides', 'At noon'], correct: 0, points: 1 },
        },
      ],
    },
  ],
};

interface Case {
  name: string;
  /** The wire call that does the deed. */
  call: string;
  perform(rig: Rig): Promise<unknown>;
}

const CASES: Case[] = [
  {
    name: 'creating a folder',
    call: 'drive.files.create',
    perform: (rig) =>
      rig.workspace.createFolder(rig.write('thing'), { name: 'Charts', parent: null }),
  },
  {
    name: 'opening an upload',
    call: 'drive.files.create',
    perform: (rig) => putSmall(rig),
  },
  {
    name: 'sending an upload',
    call: 'drive.files.create#put',
    perform: (rig) => putSmall(rig),
  },
  {
    name: 'creating a form',
    call: 'forms.forms.create',
    perform: (rig) => rig.workspace.createForm(rig.write('thing'), FORM),
  },
  {
    name: 'filling a form',
    call: 'forms.forms.batchUpdate',
    perform: (rig) => rig.workspace.createForm(rig.write('thing'), FORM),
  },
];

async function putSmall(rig: Rig): Promise<unknown> {
  const file = await rig.file(Buffer.from('soundings'));
  const spec = { ...file, name: 'soundings.txt', parent: 'root', mime: 'text/plain' };
  return rig.workspace.putFile(rig.write('thing'), spec);
}

async function live(rig: Rig): Promise<LocalFile[]> {
  return rig.store.files({ trashed: false });
}

/** Stops the first write right after its row was planned, or after the call and before the row. */
function dieOnce(rig: Rig, moment: 'planned' | 'called'): void {
  const { ledger } = rig.ports;
  const { plan, settle } = ledger;
  let alive = true;
  const die = (): void => {
    if (!alive) return;
    alive = false;
    throw new Error('power cut');
  };
  ledger.plan = async (effect) => {
    const row = await plan(effect);
    if (moment === 'planned') die();
    return row;
  };
  ledger.settle = async (key, state, ref) => {
    if (moment === 'called' && state === 'done') die();
    await settle(key, state, ref);
  };
}

/** Repeats as the statechart would; only transient failures may be repeated. */
async function untilDone(perform: () => Promise<unknown>): Promise<number> {
  for (let failures = 0; ; failures++) {
    try {
      await perform();
      return failures;
    } catch (error) {
      assert.ok(error instanceof PresGenError, String(error));
      assert.equal(error.kind, 'transient', error.message);
      assert.ok(failures < 5, 'never succeeded');
    }
  }
}

describe('a write and its faults', () => {
  for (const fault of ['resetBefore', 'resetAfterEffect', 'err503', 'rate429'] as const) {
    for (const { name, call, perform } of CASES) {
      it(`leaves one object when ${name} meets ${fault}, and none after undo`, async (t) => {
        const rules: FaultRule[] = [{ call, nth: 1, fault }];
        const rig = createRig({ faults: rules });
        t.after(rig.dispose);

        const failures = await untilDone(() => perform(rig));

        assert.equal(failures, 1, 'the fault struck');
        assert.equal((await live(rig)).length, 1);
        await rig.workspace.undo(rig.write('thing'));
        assert.equal((await live(rig)).length, 0);
      });
    }
  }

  for (const { name, perform } of CASES) {
    for (const moment of ['planned', 'called'] as const) {
      it(`leaves one object when the process dies after ${name} was ${moment}`, async (t) => {
        const rig = createRig();
        t.after(rig.dispose);
        dieOnce(rig, moment);

        await assert.rejects(perform(rig), /power cut/);
        await perform(rig);

        assert.equal((await live(rig)).length, 1);
        assert.equal(rig.effects.get(rig.write('thing').key)?.state, 'done');
        await rig.workspace.undo(rig.write('thing'));
        assert.equal((await live(rig)).length, 0);
      });
    }
  }

  it('opens a new upload under the same id when the session was lost', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { upload } = rig.store;
    let isLost = true;
    rig.store.upload = async (id) => {
      if (!isLost) return upload(id);
      isLost = false;
      return null;
    };

    await putSmall(rig);

    assert.equal(isLost, false);
    assert.equal((await live(rig)).length, 1);
    assert.equal((await live(rig))[0]?.id, rig.effects.get(rig.write('thing').key)?.planned_id);
  });

  it('renews its token by itself when the clock has leapt', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    await rig.workspace.createFolder(rig.write('a'), { name: 'A', parent: null });
    rig.advance(25 * 3_600_000);
    await rig.workspace.createFolder(rig.write('b'), { name: 'B', parent: null });

    assert.equal((await live(rig)).length, 2);
    assert.equal(rig.exchanges.filter((one) => one.url.pathname === '/token').length, 2);
  });

  it('waits as long as the rate answer says', async (t) => {
    const rig = createRig({
      faults: [{ call: 'drive.files.create', nth: 1, fault: 'rate429' }],
    });
    t.after(rig.dispose);
    await assert.rejects(
      rig.workspace.createFolder(rig.write('thing'), { name: 'Charts', parent: null }),
      (error: PresGenError) => error.code === 'RATE_LIMITED' && error.retryAfterMs === 1000,
    );
  });

  it('undoes a form whose creation was never confirmed', async (t) => {
    const rig = createRig({
      faults: [{ call: 'forms.forms.create', nth: 1, fault: 'resetAfterEffect' }],
    });
    t.after(rig.dispose);
    await assert.rejects(rig.workspace.createForm(rig.write('thing'), FORM));
    assert.equal((await live(rig)).length, 1);

    await rig.workspace.undo(rig.write('thing'));

    assert.equal((await live(rig)).length, 0);
  });

  it('shares once when the answer is lost, and takes it back', async (t) => {
    const rig = createRig({
      faults: [{ call: 'drive.permissions.create', nth: 1, fault: 'resetAfterEffect' }],
    });
    t.after(rig.dispose);
    const folder = await rig.workspace.createFolder(rig.write('folder'), {
      name: 'Charts',
      parent: null,
    });
    const learner = LEARNERS[0];
    assert.ok(learner);
    const write = rig.write('share');

    await untilDone(() => rig.workspace.share(write, folder.id, learner));
    const [permission] = await rig.store.permissions(folder.id);

    assert.equal((await rig.store.permissions(folder.id)).length, 1);
    assert.equal(permission?.address, 'learner-1@learners.invalid');
    await rig.workspace.undo(write);
    assert.deepEqual(await rig.store.permissions(folder.id), []);
  });

  it('uploads a file of several parts whole, byte for byte, and mirrors it for people', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const bytes = Buffer.alloc(9 * 1024 * 1024, 'soundings ');
    const file = await rig.file(bytes);
    const made = await rig.workspace.putFile(rig.write('big'), {
      ...file,
      name: 'survey.bin',
      parent: 'root',
      mime: 'application/octet-stream',
    });

    const parts: Uint8Array[] = [];
    const signal = new AbortController().signal;
    for await (const part of await rig.workspace.download(made.id, signal)) parts.push(part);

    assert.equal(rig.exchanges.filter((one) => one.method === 'PUT').length, 2);
    assert.ok(Buffer.concat(parts).equals(bytes));
    const mirrored = join(rig.dir, 'workspace', 'tree', 'survey.bin');
    assert.ok(readFileSync(mirrored).equals(bytes));
    await rig.workspace.undo(rig.write('big'));
    assert.equal(existsSync(mirrored), false);
  });
});
