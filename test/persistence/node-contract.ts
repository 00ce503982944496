/** What several processes on one store rely on. `another` opens one more store on the same rows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import type { NodeBoot, Store } from '../../runtime/ports.ts';
import { turn } from './turns.ts';

const LONG_MS = 600_000;

export function nodeContract(name: string, another: () => Store): void {
  const it = (sentence: string, body: () => Promise<void>) => test(`${name}: ${sentence}`, body);

  it('each start of a node counts its boot up', async () => {
    const store = another();
    assert.deepEqual(await store.join('count', LONG_MS), { node: 'count', boot: 1 });
    assert.deepEqual(await another().join('count', LONG_MS), { node: 'count', boot: 2 });
    assert.equal((await store.beat({ node: 'count', boot: 1 }, LONG_MS)).boot, 2);
  });

  it('a node takes nothing over from one that is alive', async () => {
    const [one, two] = [another(), another()];
    await one.join('busy', LONG_MS);
    await one.commit([turn('kept', -1, { activities: [activity('kept')] })]);
    const self = await two.join('idle', LONG_MS);
    assert.deepEqual(await taken(two, self, 'kept'), []);
    assert.ok((await two.beat(self, LONG_MS)).living.includes('busy'));
  });

  it('a node takes over what an earlier start of itself ran, once, with one more attempt', async () => {
    const before = another();
    await before.join('again', LONG_MS);
    await before.commit([turn('resumed', -1, { activities: [activity('resumed')] })]);
    const after = another();
    const self = await after.join('again', LONG_MS);
    assert.equal((await after.beat(self, LONG_MS)).orphans, true);
    assert.deepEqual(await taken(after, self, 'resumed'), [{ ...activity('resumed'), attempt: 2 }]);
    assert.deepEqual(await taken(after, self, 'resumed'), []);
  });

  it('what a silent node ran is taken over once its lease has run out', async () => {
    const [silent, watcher] = [another(), another()];
    await silent.join('silent', 60);
    await silent.commit([turn('orphan', -1, { activities: [activity('orphan')] })]);
    const self = await watcher.join('watcher', LONG_MS);
    assert.deepEqual(await taken(watcher, self, 'orphan'), []);
    while ((await watcher.beat(self, LONG_MS)).living.includes('silent')) await delay(5);
    assert.equal((await taken(watcher, self, 'orphan')).length, 1);
  });

  it('an actor’s activities are run again where they ran or nowhere, unless it is certain', async () => {
    const [here, there] = [another(), another()];
    await here.join('here', LONG_MS);
    await there.join('there', LONG_MS);
    const [mine, theirs] = [activity('halved', 'm'), activity('halved', 't')];
    await here.commit([turn('halved', -1, { activities: [mine] })]);
    await there.commit([turn('halved', 0, { activities: [theirs] })]);
    const again = async (certain: string[], except: string[] = []) =>
      (await here.rerunActivities('halved', certain, except)).map(({ key }) => key);
    assert.deepEqual(await again([]), [mine.key]);
    assert.deepEqual(await again([], [mine.key]), []);
    assert.deepEqual(await again([theirs.key], [mine.key]), [theirs.key]);
    assert.deepEqual(await again([]), [mine.key, theirs.key]);
  });

  it('a node that leaves is taken over at once', async () => {
    const [leaving, staying] = [another(), another()];
    const left = await leaving.join('leaving', LONG_MS);
    await leaving.commit([turn('left', -1, { activities: [activity('left')] })]);
    await leaving.leave(left);
    const self = await staying.join('staying', LONG_MS);
    assert.ok(!(await staying.beat(self, LONG_MS)).living.includes('leaving'));
    assert.equal((await taken(staying, self, 'left')).length, 1);
  });

  it('an earlier start can neither renew nor end the lease of the one after it', async () => {
    const [older, newer] = [another(), another()];
    const old = await older.join('renamed', LONG_MS);
    const self = await newer.join('renamed', LONG_MS);
    await newer.commit([turn('renamed-job', -1, { activities: [activity('renamed-job')] })]);
    await older.leave(old);
    await older.beat(old, 0);
    const watcher = another();
    const other = await watcher.join('onlooker', LONG_MS);
    assert.deepEqual(await taken(watcher, other, 'renamed-job'), []);
    assert.deepEqual(
      await newer.held(self, [activity('renamed-job').key]),
      new Set([activity('renamed-job').key]),
    );
  });

  it('a node learns which of its activities it still runs', async () => {
    const [paused, heir] = [another(), another()];
    const self = await paused.join('paused', 30);
    const rows = [activity('a-taken'), activity('b-taken')];
    for (const row of rows) await paused.commit([turn(row.owner, -1, { activities: [row] })]);
    const heirSelf = await heir.join('heir', LONG_MS);
    while ((await heir.beat(heirSelf, LONG_MS)).living.includes('paused')) await delay(5);
    await heir.takeOverActivities(heirSelf);
    await paused.commit([turn('c-mine', -1, { activities: [activity('c-mine')] })]);
    const keys = [...rows, activity('c-mine')].map(({ key }) => key);
    assert.deepEqual(await paused.held(self, keys), new Set([activity('c-mine').key]));
    assert.deepEqual(await paused.held(self, []), new Set());
  });

  it('two nodes that take over at once share the rows between them', async () => {
    const gone = another();
    const left = await gone.join('gone', LONG_MS);
    const owners = Array.from({ length: 40 }, (_, n) => `shared-${n}`);
    await gone.commit(owners.map((owner) => turn(owner, -1, { activities: [activity(owner)] })));
    const heirs = [another(), another(), another()];
    const selves = await Promise.all(heirs.map((heir, n) => heir.join(`heir-${n}`, LONG_MS)));
    await gone.leave(left);
    const shares = await Promise.all(
      heirs.map((heir, n) => heir.takeOverActivities(selves[n] as NodeBoot)),
    );
    const keys = shares.flat().filter(({ owner }) => owner.startsWith('shared-'));
    assert.deepEqual(keys.map(({ owner }) => owner).sort(), owners.sort());
  });
}

async function taken(store: Store, self: NodeBoot, owner: string) {
  return (await store.takeOverActivities(self)).filter((row) => row.owner === owner);
}

function activity(owner: string, childId = 'x') {
  return {
    ...{
      key: `${owner}/${childId}.1`,
      owner,
      root: owner,
      childId,
      inc: 1,
      src: 'drive.provision',
    },
    ...{ input: null, attempt: 1, trace: null },
  };
}
