/** The form a learner answers: without a script, over several pages, by links that end. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parse } from 'node-html-parser';
import { type DriveRig, openDriveRig } from './drive-rig.ts';
import { fieldsOf, fillIn } from './form-walk.ts';
import { choice, madeForm, written } from './made-form.ts';

const TWO_SECTIONS = [
  [choice('a1', 'Which buoy is red?', ['Port', 'Starboard'])],
  [choice('b1', 'Which light blinks?', ['None', 'All']), written('b2', 'Why?')],
];

describe('a form over several pages', () => {
  let rig: DriveRig;
  before(async () => {
    rig = await openDriveRig();
  });
  after(() => rig.close());

  const page = async (path: string, headers = {}) =>
    parse(await (await rig.get(path, headers)).text());
  const tokenOn = (html: ReturnType<typeof parse>) =>
    html.querySelector('[name=submission_token]')?.getAttribute('value') ?? '';
  const stored = async (form: string, learner = 'learner-1') =>
    (await rig.store.response(form, learner))?.answers ?? null;

  it('keeps what was answered from page to page, and hands in all of it at the end', async () => {
    const form = await madeForm(rig, { sections: TWO_SECTIONS });
    const first = await page(form.path);
    assert.match(first.text, /Section 1 of 2/);
    const fields = fieldsOf(first.querySelector('form') as never);
    const next = await rig.send(`${form.path}?section=1`, { ...fields, go: 'next' });
    assert.deepEqual([next.status, next.headers.get('location')], [303, `${form.path}?section=2`]);
    assert.equal(await stored(form.id), null, 'nothing counts before it is sent');
    const elsewhere = await page(form.path);
    assert.match(elsewhere.text, /Welcome back/);
    assert.match(elsewhere.text, /Section 2 of 2/, 'where something is open');
    const back = await page(`${form.path}?section=1`);
    assert.equal(back.querySelector('[checked]')?.getAttribute('value'), 'Port');
    const done = await fillIn({ url: rig.url, path: form.path });
    assert.match(done, /Your answers to “<bdi>Harbour assessment<\/bdi>” have arrived on/);
    assert.deepEqual(await stored(form.id), { a1: ['Port'], b1: ['None'] });
  });

  it('makes one response of a double press, and of the same page sent again much later', async () => {
    const form = await madeForm(rig, { sections: TWO_SECTIONS });
    await fillIn({ url: rig.url, path: form.path, choose: (_, options) => options[1] ?? '' });
    const last = await page(`${form.path}?section=2`);
    const fields = { ...fieldsOf(last.querySelector('form') as never), go: 'send' };
    const answers = await Promise.all([0, 1].map(() => rig.send(`${form.path}?section=2`, fields)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303],
    );
    const before = await rig.store.response(form.id, 'learner-1');
    rig.advance(60_000);
    const late = await rig.send(`${form.path}?section=2`, { ...fields, 'q-b2': 'changed' });
    assert.equal(late.status, 303);
    assert.deepEqual(await rig.store.response(form.id, 'learner-1'), before);
    assert.equal((await rig.store.responses(form.id, null, 10)).length, 1);
  });

  it('saves while somebody types, says what counts, and forgets what was handed in', async () => {
    const form = await madeForm(rig, { sections: TWO_SECTIONS });
    const token = tokenOn(await page(form.path));
    const saved = await rig.send(`${form.path}/draft`, {
      submission_token: token,
      'q-b2': 'half a thought',
      'q-unknown': 'x',
    });
    assert.equal(saved.status, 200);
    assert.ok(Date.parse(((await saved.json()) as { saved_at: string }).saved_at) > 0);
    const other = await page(`${form.path}?section=2`, { 'accept-language': 'de-DE,de;q=0.9' });
    assert.equal(other.querySelector('textarea')?.text.trim(), 'half a thought');
    assert.match(other.querySelector('[data-saved]')?.text ?? '', /^Saved \d\d:\d\d \(UTC\)/);
    await fillIn({ url: rig.url, path: form.path });
    const sent = await page(form.path);
    assert.match(sent.text, /You handed in these answers on .* You need do nothing more/);
    const draft = { submission_token: tokenOn(sent), 'q-b2': 'on second thought' };
    assert.equal((await rig.send(`${form.path}/draft`, draft)).status, 200);
    assert.match((await page(form.path)).text, /changed something since; send it again/);
  });

  it('takes nothing from a page that is not ours, and loses nothing that was typed', async () => {
    const form = await madeForm(rig, { sections: TWO_SECTIONS });
    const other = await madeForm(rig, { sections: TWO_SECTIONS });
    const foreign = tokenOn(await page(other.path));
    for (const token of ['', 'made up', foreign]) {
      const fields = { submission_token: token, 'q-b2': 'typed with care', go: 'send' };
      const answer = await rig.send(`${form.path}?section=2`, fields);
      assert.equal(answer.status, 403, token);
      const text = await answer.text();
      assert.match(text, /press the button once more/);
      assert.match(text, /typed with care/);
      assert.equal((await rig.send(`${form.path}/draft`, fields)).status, 403);
    }
    assert.equal(await stored(form.id), null);
  });

  it('says what is wrong on top, with the focus, and beside each field', async () => {
    const required = [
      [choice('a1', 'Which buoy is red?', ['Port', 'Starboard'], true)],
      [written('b2', 'Why?', false)],
    ];
    const form = await madeForm(rig, { sections: required });
    const token = tokenOn(await page(form.path));
    const send = async (fields: Record<string, string>) => {
      const answer = await rig.send(`${form.path}?section=2`, {
        submission_token: token,
        ...fields,
      });
      return { status: answer.status, page: parse(await answer.text()) };
    };
    const missing = await send({ 'q-b2': 'because', go: 'send' });
    assert.equal(missing.status, 422);
    const summary = missing.page.querySelector('#problems');
    assert.ok(summary?.hasAttribute('autofocus') && summary.getAttribute('tabindex') === '-1');
    const link = summary?.querySelector('a')?.getAttribute('href') ?? '';
    assert.equal(link, `${form.path}?section=1#q-a1`, 'the field is on another page');
    assert.match(missing.page.querySelector('title')?.text ?? '', /^Please check: section 2 of 2/);
    const long = await send({ 'q-b2': 'x'.repeat(10_001), go: 'back' });
    assert.equal(long.status, 422);
    const field = long.page.querySelector('#q-b2');
    assert.equal(field?.getAttribute('aria-invalid'), 'true');
    const described = field?.getAttribute('aria-describedby')?.split(' ') ?? [];
    assert.deepEqual(described, ['q-b2-limit', 'q-b2-problem']);
    for (const id of described) assert.ok(long.page.querySelector(`#${id}`), id);
    assert.match(
      long.page.querySelector('#q-b2-problem')?.text ?? '',
      /shorten this by 1 character;/,
    );
  });

  it('takes ten thousand characters with breaks, emoji and both directions, sixty questions long', async () => {
    const questions = Array.from({ length: 60 }, (_, index) =>
      written(`q${index}`, `Say ${index}`),
    );
    const form = await madeForm(rig, { sections: [questions.slice(0, 30), questions.slice(30)] });
    const start = await page(form.path);
    assert.equal(start.querySelectorAll('textarea[maxlength=10000]').length, 30);
    assert.match(start.querySelector('#q-q0-limit')?.text ?? '', /Up to 10,000 characters/);
    const whole = `${'שלום 👩‍🚀 – עולם\n'.repeat(600)}`.padEnd(10_000, 'ž').slice(0, 10_000);
    // A browser sends a line break as two characters.
    const choose = () => whole.replaceAll('\n', '\r\n');
    assert.match(await fillIn({ url: rig.url, path: form.path, choose }), /have arrived/);
    const answers = (await stored(form.id)) ?? {};
    assert.equal(Object.keys(answers).length, 60);
    assert.ok(Object.values(answers).every(([value]) => value === whole));
    assert.equal((await page(form.path)).querySelector('textarea')?.getAttribute('dir'), 'auto');
  });

  it('says in the reader’s words until when answers can be changed', async () => {
    const closing = await openDriveRig(null, {
      engine: {
        read: async () => ({ snapshot: { context: { closes_at: Date.UTC(2027, 2, 4, 17) } } }),
        family: async () => [],
      } as never,
    });
    const form = await madeForm(closing, { sections: TWO_SECTIONS });
    const until = async (language: string) => {
      const text = await (await closing.get(form.path, { 'accept-language': language })).text();
      return parse(text).querySelectorAll('time').at(-1);
    };
    assert.match((await until('fr-CA;q=0.8,de;q=0.9'))?.text ?? '', /^Donnerstag, 4\. März 2027/);
    assert.match((await until('xx-nonsense,,;q=,*'))?.text ?? '', /^Thursday,? 4 March 2027/);
    assert.equal((await until('ja'))?.getAttribute('datetime'), '2027-03-04T17:00:00.000Z');
    await closing.close();
  });

  it('once closed says so, and what became of the answers', async () => {
    const [untouched, begun, sent] = await Promise.all(
      [0, 1, 2].map(() => madeForm(rig, { sections: TWO_SECTIONS })),
    );
    if (!untouched || !begun || !sent) throw new Error('three forms');
    const open = await page(begun.path);
    const late = { ...fieldsOf(open.querySelector('form') as never), go: 'send' };
    await rig.send(`${begun.path}?section=1`, { ...late, go: 'next' });
    await fillIn({ url: rig.url, path: sent.path });
    for (const form of [untouched, begun, sent]) await form.close();
    assert.match((await page(untouched.path)).text, /closed[\s\S]*No answers of yours had arrived/);
    assert.match((await page(begun.path)).text, /You had begun, but your answers were not sent/);
    assert.match((await page(sent.path)).text, /handed in before have arrived and count/);
    assert.match(await (await rig.send(begun.path, late)).text(), /This form is closed/);
    assert.equal((await rig.send(`${begun.path}/draft`, late)).status, 409);
  });

  it('slows down whoever uses one link far too often, and nobody else', async () => {
    const form = await madeForm(rig, { sections: TWO_SECTIONS });
    const other = await madeForm(rig, { sections: TWO_SECTIONS, learner: 'learner-2' });
    const fields = { submission_token: tokenOn(await page(form.path)), 'q-b2': 'x' };
    const statuses: number[] = [];
    for (let i = 0; i < 61; i += 1)
      statuses.push((await rig.send(`${form.path}/draft`, fields)).status);
    assert.deepEqual([statuses.indexOf(429), statuses.at(-1)], [60, 429]);
    const token = tokenOn(await page(other.path));
    const own = await rig.send(`${other.path}/draft`, { submission_token: token, 'q-b2': 'x' });
    assert.equal(own.status, 200);
    rig.advance(60_000);
    assert.equal((await rig.send(`${form.path}/draft`, fields)).status, 200);
  });
});

describe('what learners write', () => {
  const EVIL = [
    '<script>alert(1)</script>',
    '</textarea><img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    '[click](javascript:alert(1)) ![x](http://169.254.169.254/latest/meta-data)',
    'http://127.0.0.1:6379/ https://attacker.example/collect?x=1',
    '=HYPERLINK("http://attacker.example","open")',
    '{{constructor.constructor("return process")()}} #{7*7} <%= 7*7 %>',
    "'; drop table ws_response; --",
    '\u202egnp.exe \u0000 \u0007',
  ];

  it('is shown as text and nothing else, and asks no other host', async () => {
    const asked: string[] = [];
    const rig = await openDriveRig();
    const form = await madeForm(rig, {
      sections: [EVIL.map((_, at) => written(`e${at}`, `Say ${at}`))],
    });
    const own = globalThis.fetch;
    globalThis.fetch = (input, init) => {
      asked.push(new URL(input instanceof Request ? input.url : input).origin);
      return own(input, init);
    };
    try {
      const choose = (name: string) => EVIL[Number(name.replace('q-e', ''))] ?? '';
      assert.match(await fillIn({ url: rig.url, path: form.path, choose }), /have arrived/);
      const answer = await own(rig.url + form.path);
      const html = await answer.text();
      const page = parse(html);
      assert.deepEqual(
        page.querySelectorAll('script').map((script) => script.getAttribute('src')),
        ['/ui/learner.js'],
      );
      assert.equal(page.querySelectorAll('img, svg, iframe, [onerror], [onload]').length, 0);
      assert.equal(page.querySelectorAll('main a[href^=http], main a[href^=javascript]').length, 0);
      assert.match(answer.headers.get('content-security-policy') ?? '', /script-src 'self';/);
      const shown = page.querySelectorAll('textarea').map((field) => field.text.replace(/^\n/, ''));
      assert.deepEqual(shown.slice(0, -1), EVIL.slice(0, -1));
    } finally {
      globalThis.fetch = own;
      await rig.close();
    }
    assert.deepEqual([...new Set(asked)], [rig.url]);
  });
});
