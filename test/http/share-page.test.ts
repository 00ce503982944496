import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parse } from 'node-html-parser';
import { captionLines, momentOf } from '../../http/learner/captions.ts';
import { shareMarkup } from '../../http/learner/share-page.ts';
import { type DriveRig, openDriveRig } from './drive-rig.ts';

let number = 0;
function made(type: string, topic: string, created_at: number, degraded: string[] = []) {
  number += 1;
  return {
    id: `${type}-${number}`,
    type,
    name: `${number}`,
    mime: 'video/mp4',
    bytes: 1_500_000,
    meta: { topic, degraded },
    created_at,
  };
}

const show = async (...shared: ReturnType<typeof made>[]) =>
  parse(String(await shareMarkup('/d/token', shared)));

it('a topic that became a storyboard is offered as that alone, and said to be degraded', async () => {
  const board = made('storyboard', 'Tides', 2, ['No voice.']);
  const page = await show(made('video', 'Tides', 1), made('captions', 'Tides', 2), board);
  assert.equal(page.querySelectorAll('section').length, 1);
  assert.equal(page.querySelectorAll('video').length, 0);
  assert.equal(page.querySelector('a')?.getAttribute('href'), `/d/token/${board.id}`);
  assert.match(page.text, /In degraded form/);
});

it('a topic that became a video again is offered as the video alone', async () => {
  const video = made('video', 'Tides', 3);
  const page = await show(video, made('storyboard', 'Tides', 2, ['No voice.']));
  assert.equal(page.querySelectorAll('section').length, 1);
  assert.equal(page.querySelector('source')?.getAttribute('src'), `/d/token/${video.id}`);
  assert.doesNotMatch(page.text, /degraded|storyboard/);
});

it('a video made in a simpler way says so, beside others that were not', async () => {
  const page = await show(
    made('video', 'Tides', 1),
    made('video', 'Signals', 1, ['No presenter.']),
  );
  const [tides, signals] = page.querySelectorAll('section').map((each) => each.text);
  assert.doesNotMatch(tides ?? '', /degraded/);
  assert.match(signals ?? '', /degraded/);
});

it('what is said is read from captions as they come, and their markup is only text', () => {
  const vtt =
    'WEBVTT\r\n\r\nNOTE nobody says this\r\n\r\n1\r\n00:01.500 --> 00:03.000 align:start\r\n<v Ada>High &amp; low\r\nwater</v>\r\n\r\n' +
    '01:02:03.000 --> 01:02:04.000\n<img src=x onerror=alert(1)>&lt;b&gt;\n\nbroken --> cue\nlost\n';
  assert.deepEqual(captionLines(vtt), [
    { from: 1.5, text: 'High & low water' },
    { from: 3723, text: '<b>' },
  ]);
  assert.deepEqual([momentOf(1.5), momentOf(65), momentOf(3723)], ['0:01', '1:05', '1:02:03']);
});

describe('a learner’s shared files', () => {
  let rig: DriveRig;
  let share: string;
  let film: string;
  const put = (type: string, mime: string, content: string, learner: string | null = null) =>
    rig.ports.artifacts.put(
      {
        ...{ workflow: 'wf', step: 'avatar_creation', type, mime, learner },
        ...{ name: `Tides 'n' (more).${type}`, meta: { topic: 'Tides' } },
      },
      Buffer.from(content),
    );
  before(async () => {
    rig = await openDriveRig();
    share = new URL(rig.links.share('wf', 'learner-1')).pathname;
    await put('deck', 'application/vnd.ms-powerpoint', 'x'.repeat(2_500), 'learner-1');
    film = `${share}/${(await put('video', 'video/mp4', '0123456789')).id}`;
    await put('captions', 'text/vtt', 'WEBVTT\n\n00:00.000 --> 00:01.000\nThe sea rises.\n');
  });
  after(() => rig.close());

  it('name the deck with its kind and size, and put what is said beside the video', async () => {
    const answer = await rig.get(share);
    const page = parse(await answer.text());
    assert.match(
      page.querySelector('#deck .note')?.text ?? '',
      /Tides 'n' \(more\)\.deck · .* · 2\.5 kB/,
    );
    assert.match(
      page.querySelector('[data-lines] li[data-from=0]')?.text ?? '',
      /0:00 The sea rises/,
    );
    assert.match(answer.headers.get('cache-control') ?? '', /private/);
    assert.equal(answer.headers.get('x-robots-tag'), 'noindex');
  });

  it('come whole, in parts, or as headers only', async () => {
    const asked = async (headers: Record<string, string>, method = 'GET') => {
      const answer = await fetch(rig.url + film, { method, headers });
      const { status } = answer;
      const [range, length] = ['content-range', 'content-length'].map((each) =>
        answer.headers.get(each),
      );
      return {
        status,
        range,
        length,
        text: await answer.text(),
        etag: answer.headers.get('etag') ?? '',
      };
    };
    const { etag, ...whole } = await asked({});
    assert.deepEqual(whole, { status: 200, range: null, length: '10', text: '0123456789' });
    const cases: [Record<string, string>, number, string | null, string][] = [
      [{ range: 'bytes=2-4' }, 206, 'bytes 2-4/10', '234'],
      [{ range: 'bytes=7-' }, 206, 'bytes 7-9/10', '789'],
      [{ range: 'bytes=-3' }, 206, 'bytes 7-9/10', '789'],
      [{ range: 'bytes=8-99' }, 206, 'bytes 8-9/10', '89'],
      [{ range: 'bytes=10-' }, 416, 'bytes */10', ''],
      [{ range: 'bytes=-0' }, 416, 'bytes */10', ''],
      [{ range: 'bytes=0-1,4-5' }, 200, null, '0123456789'],
      [{ range: 'bytes=4-2' }, 200, null, '0123456789'],
      [{ range: 'lines=1-2' }, 200, null, '0123456789'],
      [{ range: 'bytes=2-4', 'if-range': etag }, 206, 'bytes 2-4/10', '234'],
      [{ range: 'bytes=2-4', 'if-range': '"another"' }, 200, null, '0123456789'],
      [{ 'if-none-match': etag }, 304, null, ''],
    ];
    for (const [headers, status, range, text] of cases) {
      const got = await asked(headers);
      assert.deepEqual(
        [got.status, got.range, got.text],
        [status, range, text],
        JSON.stringify(headers),
      );
    }
    const head = await asked({}, 'HEAD');
    assert.deepEqual([head.status, head.length, head.text], [200, '10', '']);
    const part = await asked({ range: 'bytes=0-4' }, 'HEAD');
    assert.deepEqual([part.status, part.length, part.range], [206, '5', 'bytes 0-4/10']);
  });

  it('are offered under a name that survives its odd characters', async () => {
    const { headers } = await rig.get(film);
    assert.match(
      headers.get('content-disposition') ?? '',
      /filename\*=UTF-8''Tides%20%27n%27%20%28more%29\.video/,
    );
  });

  it('open for nobody else', async () => {
    const mine = (await rig.get(share)).status;
    const page = parse(await (await rig.get(share)).text());
    const deck = page.querySelector('#deck a')?.getAttribute('href')?.split('/').at(-1) ?? '';
    const other = new URL(rig.links.share('wf', 'learner-2')).pathname;
    assert.deepEqual([mine, (await rig.get(`${other}/${deck}`)).status], [200, 404]);
  });
});
