import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createLinks } from '../../http/learner/links.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 10);

function linksAt(now: () => number, secret = 'one secret') {
  return createLinks(secret, 'http://127.0.0.1', now);
}
const tokenOf = (url: string) => new URL(url).pathname.split('/').at(-1) ?? '';

describe('a signed link', () => {
  it('opens to exactly what it was made for', () => {
    const links = linksAt(() => START);
    const opened = links.open('f', tokenOf(links.form('wf', 'learner-1', 'form-1')));
    assert.ok(opened.ok);
    const { workflow, learner, subject } = opened.target;
    assert.deepEqual([workflow, learner, subject], ['wf', 'learner-1', 'form-1']);
  });

  it('is the same when it is made again, so that repeated mails agree', () => {
    const now = { at: START };
    const links = linksAt(() => now.at);
    const first = links.share('wf', 'learner-1');
    now.at += DAY;
    assert.equal(links.share('wf', 'learner-1'), first);
  });

  it('does not open as another kind of page', () => {
    const links = linksAt(() => START);
    assert.deepEqual(links.open('d', tokenOf(links.form('wf', 'l', 'f'))), {
      ok: false,
      reason: 'forged',
    });
  });

  it('does not open under another secret', () => {
    const token = tokenOf(linksAt(() => START).upload('wf'));
    assert.equal(linksAt(() => START, 'another secret').open('u', token).ok, false);
  });

  it('expires, but not within its first quarter', () => {
    const now = { at: START };
    const links = linksAt(() => now.at);
    const token = tokenOf(links.learner('wf', 'l'));
    now.at += 90 * DAY;
    assert.equal(links.open('learn', token).ok, true);
    now.at += 180 * DAY;
    const opened = links.open('learn', token);
    assert.equal(opened.ok === false && opened.reason, 'expired');
  });

  it('does not survive a change of any character', () => {
    const links = linksAt(() => START);
    const token = tokenOf(links.share('wf', 'learner-1'));
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom(...'ABCabc019-_.'),
        (index, character) => {
          const forged = token.slice(0, index) + character + token.slice(index + 1);
          return forged === token || !links.open('d', forged).ok;
        },
      ),
    );
  });

  it('refuses any other text without falling over', () => {
    const links = linksAt(() => START);
    fc.assert(fc.property(fc.string(), (text) => !links.open('u', text).ok));
  });

  it('does not open with any one of its parts exchanged for another link’s', () => {
    const links = linksAt(() => START);
    const genuine = tokenOf(links.form('wf', 'learner-1', 'form-1'));
    const [payload = '', signature = ''] = genuine.split('.');
    const fields = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
    const others = ['d', 'other', 'learner-2', 'form-2', START + 400 * DAY, 1];
    assert.equal(fields.length, others.length);
    for (const [index, other] of others.entries()) {
      const changed = JSON.stringify(fields.with(index, other));
      const forged = `${Buffer.from(changed).toString('base64url')}.${signature}`;
      for (const kind of ['f', 'd'] as const)
        assert.equal(links.open(kind, forged).ok, false, `part ${index}`);
    }
    for (const forged of [
      `${genuine}.`,
      `${genuine}.x`,
      `${payload}.`,
      `.${signature}`,
      'x'.repeat(5000),
    ])
      assert.equal(links.open('f', forged).ok, false);
  });

  it('goes on when the secret changes, for as long as the old one is named', () => {
    const token = tokenOf(linksAt(() => START, 'the old secret').share('wf', 'l'));
    const now = () => START;
    const both = createLinks({ current: 'the new', before: ['the old secret'] }, 'http://x', now);
    assert.equal(both.open('d', token).ok, true);
    const fresh = tokenOf(both.share('wf', 'l'));
    assert.notEqual(fresh, token);
    assert.equal(linksAt(now, 'the new').open('d', fresh).ok, true);
    assert.equal(linksAt(now, 'the new').open('d', token).ok, false);
  });

  it('is not over on one server and open on another whose clock differs a little', () => {
    const now = { at: START };
    const links = linksAt(() => now.at);
    const opened = links.open('decide', tokenOf(links.decision('c', 'p', 'o', START)));
    assert.ok(opened.ok);
    const token = tokenOf(links.decision('c', 'p', 'o', START));
    now.at = opened.target.expires_at + 60_000;
    assert.equal(links.open('decide', token).ok, true);
    now.at = opened.target.expires_at + 3 * 60_000;
    assert.equal(links.open('decide', token).ok, false);
  });
});
