/** The drive's activities, against the real client and the local workspace. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import * as drive from '../../actors/drive/index.ts';
import { FOLDERS } from '../../machines/vocabulary.ts';
import { createRig, LEARNERS, type Rig, WORKFLOW } from './workspace-rig.ts';
import { input, putArtifact, runWholeWorkflow, undoEverything } from './workspace-story.ts';

async function liveFiles(rig: Rig): Promise<string[]> {
  return (await rig.store.files({ trashed: false })).map((file) => file.name).sort();
}

describe('the drive activities', () => {
  it('provision eight folders once, however often it is repeated', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const provision = drive.provision(rig.ports, rig.workspace);
    const first = await provision(input('drive_setup', {}), rig.run('drive.provision'));
    const second = await provision(input('drive_setup', {}), rig.run('drive.provision'));

    assert.deepEqual(second, first);
    assert.deepEqual(Object.keys(first.folders), [...FOLDERS]);
    assert.equal((await liveFiles(rig)).length, 8);
    assert.equal(first.folders.root.url, `http://127.0.0.1:8080/drive/${first.folders.root.id}`);
    const tree = join(rig.dir, 'workspace', 'tree', `Harbour Pilot (${WORKFLOW})`, 'Videos');
    assert.ok(existsSync(tree));
  });

  it('leave one file an artefact, filed and listed in the manifest, after two runs', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { folders } = await runWholeWorkflow(rig);
    const before = await liveFiles(rig);
    const organise = drive.organise(rig.ports, rig.workspace);
    const again = await organise(
      input('drive_organization', { folders }),
      rig.run('drive.organise'),
    );
    const after = await liveFiles(rig);
    const manifest = JSON.parse((await rig.ports.artifacts.read(again.manifest)).toString());

    assert.deepEqual(after, before, 'the second run finds everything filed');
    assert.equal(manifest.files.length, again.filed - 1);
    const deck = manifest.files.find((file: { name: string }) => file.name === 'learner-1.pptx');
    assert.equal(deck.folder, 'presentations');
    assert.equal((await rig.local.file(deck.link.id))?.parent, folders.presentations.id);
    assert.equal((await rig.local.file(deck.link.id))?.sha256, deck.sha256);
  });

  it('remove a superseded version although the answer to its upload was lost', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { folders } = await runWholeWorkflow(rig);
    const deck = {
      step: 'presentation_generation',
      type: 'deck',
      name: 'learner-1.pptx',
      mime: 'application/octet-stream',
      learner: 'learner-1',
    } as const;
    const organise = () =>
      drive.organise(rig.ports, rig.workspace)(
        input('drive_organization', { folders }),
        rig.run('drive.organise'),
      );
    await putArtifact(rig, deck, 'a better deck');
    rig.local.faults.arm({ call: 'drive.files.create#put', fault: 'resetAfterEffect', nth: 1 });
    await assert.rejects(organise(), { kind: 'transient' });
    await putArtifact(rig, deck, 'the best deck');
    await organise();

    const decks = await rig.local.children(folders.presentations.id);
    const live = decks.filter((file) => file.name === 'learner-1.pptx' && !file.trashed);
    const best = await rig.ports.artifacts.latest(rig.workflow, 'deck', 'learner-1.pptx');
    assert.deepEqual(
      live.map(({ sha256 }) => sha256),
      [best?.sha256],
    );
  });

  it('replace a superseded version when organising', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { folders } = await runWholeWorkflow(rig);
    await putArtifact(
      rig,
      {
        step: 'presentation_generation',
        type: 'deck',
        name: 'learner-1.pptx',
        mime: 'application/octet-stream',
        learner: 'learner-1',
      },
      'a better deck',
    );
    await drive.organise(rig.ports, rig.workspace)(
      input('drive_organization', { folders }),
      rig.run('drive.organise'),
    );

    const decks = (await rig.local.children(folders.presentations.id)).filter(
      (file) => file.name === 'learner-1.pptx' && !file.trashed,
    );
    assert.equal(decks.length, 1);
    assert.equal(decks[0]?.bytes, 'a better deck'.length);
    const root = join(rig.dir, 'workspace', 'tree', `Harbour Pilot (${WORKFLOW})`);
    const mirrored = readFileSync(join(root, 'Presentations', 'learner-1.pptx'), 'utf8');
    assert.equal(mirrored, 'a better deck');
  });

  it("share a learner's deck with that learner alone", async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const { folders, shared } = await runWholeWorkflow(rig);
    const files = await rig.local.children(folders.presentations.id);
    const deck = files.find((file) => file.name === 'learner-1.pptx');
    assert.ok(deck);

    const addresses = (await rig.store.permissions(deck.id)).map((one) => one.address);
    assert.deepEqual(addresses, ['learner-1@learners.invalid']);
    assert.deepEqual(
      shared.map((one) => one.learner),
      LEARNERS.map((one) => one.id),
    );
    assert.equal(shared[0]?.url, rig.ports.links.share(WORKFLOW, 'learner-1'));
  });

  it('leave nothing live after every step was undone, and say what people had answered', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    await runWholeWorkflow(rig);
    await rig.ports.ledger.plan({
      key: `${WORKFLOW}/drive_organization/mail.learner-1`,
      workflow: WORKFLOW,
      step: 'drive_organization',
      call: 'mail.send',
    });
    await rig.ports.ledger.settle(`${WORKFLOW}/drive_organization/mail.learner-1`, 'done', {});

    const { undone, kept } = await undoEverything(rig);

    assert.deepEqual(await liveFiles(rig), []);
    for (const file of await rig.store.files({})) {
      const shares = await rig.store.permissions(file.id);
      assert.deepEqual(shares, [], file.name);
    }
    assert.ok(undone > 20);
    assert.deepEqual(kept.map((warning) => warning.code).sort(), [
      'ANSWERED_FORM_TRASHED',
      'MAIL_KEPT',
    ]);
    assert.deepEqual(await undoEverything(rig), { undone: 0, kept: [] }, 'undo is repeatable');
  });
});
