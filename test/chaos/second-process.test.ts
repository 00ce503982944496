/** Two processes on one data directory: the second is turned away and the first does not notice. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accountOf } from './account.ts';
import { assertOnce, entered, start } from './killing.ts';
import { presgen, REQUEST } from './process.ts';
import { createTemplate, type Template } from './template.ts';

let template: Template;
before(async () => {
  template = await createTemplate();
});
after(() => template.remove());

test('a second process on a data directory in use is refused by name, and the first goes on unharmed', async () => {
  const out = await template.copy('shared');
  const first = start(out, template.bare);
  assert.ok(await first.line(entered('form_creation')));

  const attempts = [
    ['run', REQUEST, '--auto', '--out', out],
    ['run', REQUEST, '--auto', '--resume', '--out', out],
  ];
  for (const args of attempts) {
    const { code, stderr } = await presgen(args, template.bare).ended;
    assert.notEqual(code, 0);
    assert.match(stderr, new RegExp(`in use by process ${first.pid} on `));
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  }

  const { code, stderr } = await first.ended;
  assert.equal(code, 0, stderr);
  assertOnce(await accountOf(out));
});
