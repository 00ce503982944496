/** The developers' page for faults: there only when asked for, for admins, and honest about rules. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFaults } from '../../actors/workspace/local/faults.ts';
import { faultDesk, readFaultProfile } from '../../cli/fault-profile.ts';
import { isAllowed, ruleFor } from '../../http/people/roles.ts';
import { readConfig } from '../../ops/config.ts';
import { openDriveRig } from './drive-rig.ts';

const PAGE = '/developer/faults';

async function openPage() {
  const faults = createFaults([], { now: () => 0, wakeAt: () => () => {} });
  const rig = await openDriveRig(null, { faults: faultDesk(faults), audit: async () => {} });
  return { rig, faults };
}

describe('the page for faults', () => {
  it('arms a rule, shows it, and takes it back', async (t) => {
    const { rig, faults } = await openPage();
    t.after(rig.close);
    const armed = await rig.send(PAGE, { fault: 'err503', call: 'drive.files.get', nth: '2' });
    assert.equal(armed.status, 303);
    assert.deepEqual(
      faults.armed().map(({ rule }) => rule),
      [{ fault: 'err503', call: 'drive.files.get', nth: 2 }],
    );
    assert.match(
      await (await rig.get(PAGE)).text(),
      /err503<\/th><td role="cell"><code>drive\.files\.get<\/code>/,
    );
    const { id } = faults.armed()[0] ?? { id: 0 };
    assert.equal((await rig.send(`${PAGE}/${id}/disarm`, {})).status, 303);
    assert.equal((await rig.send(`${PAGE}/${id}/disarm`, {})).status, 404);
    assert.deepEqual(faults.armed(), []);
  });

  it('says what is wrong with a rule and keeps what was written', async (t) => {
    const { rig, faults } = await openPage();
    t.after(rig.close);
    const refused = await rig.send(PAGE, { fault: 'slow', call: '*', nth: '1', seconds: '<b>' });
    const text = await refused.text();
    assert.equal(refused.status, 422);
    assert.match(text, /<li>ms: slow needs it<\/li>/);
    assert.match(text, /value="&lt;b&gt;"/);
    assert.deepEqual(faults.armed(), []);
  });

  it('is for admins, and not there unless the configuration asks for it', async (t) => {
    const { may } = ruleFor('GET', PAGE);
    assert.equal(isAllowed(may, ['admin']), true);
    assert.equal(isAllowed(may, ['developer', 'operator', 'educator', 'auditor']), false);
    const rig = await openDriveRig();
    t.after(rig.close);
    assert.doesNotMatch(await (await rig.get(PAGE)).text(), /Arm a fault/);
    assert.equal((await rig.send(PAGE, { fault: 'err503', call: '*', nth: '1' })).status, 404);
  });
});

describe('PRESGEN_FAULTS', () => {
  it('is refused where the workspace is Google’s', () => {
    const google = { GOOGLE_SERVICE_ACCOUNT_FILE: 'a.json', GOOGLE_SUBJECT: 'a@b.example' };
    assert.throws(
      () => readConfig({ ...google, PRESGEN_FAULTS: '[]' }),
      /^Error: .*PRESGEN_FAULTS/,
    );
    assert.equal(readConfig({ PRESGEN_FAULTS: '[]' }).faults, '[]');
  });

  it('is a list of rules or a file of them, and says what is wrong with it', async () => {
    const rule = { call: '*', fault: 'err503', rate: 0.1 };
    assert.deepEqual(await readFaultProfile(JSON.stringify([rule])), [rule]);
    assert.deepEqual(await readFaultProfile(undefined), []);
    await assert.rejects(readFaultProfile('[{"call":"*"}]'), /PRESGEN_FAULTS: faults\[0\]\.fault/);
    await assert.rejects(readFaultProfile('nowhere.json'), /PRESGEN_FAULTS: ENOENT/);
  });
});
