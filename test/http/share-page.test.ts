import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parse } from 'node-html-parser';
import { shareMarkup } from '../../http/share-page.ts';

let number = 0;
function made(type: string, topic: string, created_at: number, degraded: string[] = []) {
  number += 1;
  return {
    id: `${type}-${number}`,
    type,
    name: `${number}`,
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
