import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createLinks } from '../../http/links.ts';

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
    assert.deepEqual(links.open('learn', token), { ok: false, reason: 'expired' });
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
});
