/** Reading a deck's words out of its file; no browser is needed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import JSZip from 'jszip';
import { slidesOf } from '../../ui/workflow/deck.ts';
import { outlineOf } from '../../ui/workflow/outline.ts';

const text = (words: string) => `<a:p><a:r><a:t>${words}</a:t></a:r></a:p>`;
const shape = (type: string, ...words: string[]) =>
  `<p:sp><p:nvPr><p:ph type="${type}"/></p:nvPr><p:txBody>${words.map(text).join('')}</p:txBody></p:sp>`;
const slide = (...shapes: string[]) => `<p:sld>${shapes.join('')}</p:sld>`;

async function deck(
  files: Record<string, string>,
  compression: 'DEFLATE' | 'STORE' = 'DEFLATE',
): Promise<ArrayBuffer> {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'arraybuffer', compression });
}

describe('the words of a deck', () => {
  const files = {
    'ppt/slides/slide10.xml': slide(shape('title', 'Last')),
    'ppt/slides/slide2.xml': slide(
      shape('title', 'Gaps &amp; goals'),
      shape('body', 'First &lt;b&gt;', 'Second &#233;'),
      shape('sldNum', '2'),
      `<a:tbl><a:tr h="1"><a:tc>${text('A')}</a:tc><a:tc>${text('B')}</a:tc></a:tr></a:tbl>`,
    ),
    'ppt/notesSlides/notesSlide2.xml': slide(shape('body', 'Say this.')),
    'ppt/media/image1.png': 'not read',
  };

  for (const compression of ['DEFLATE', 'STORE'] as const)
    it(`are read slide by slide, in order, with table and notes (${compression})`, async () => {
      const slides = await slidesOf(await deck(files, compression));
      assert.deepEqual(
        slides.map(({ number, title }) => [number, title]),
        [
          [2, 'Gaps & goals'],
          [10, 'Last'],
        ],
      );
      const [first] = slides;
      assert.deepEqual(first?.lines, ['First <b>', 'Second é']);
      assert.deepEqual([first?.table, first?.notes], [[['A', 'B']], ['Say this.']]);
    });

  it('are refused where there are none', async () => {
    await assert.rejects(slidesOf(new TextEncoder().encode('no archive').buffer), /no archive/);
    await assert.rejects(slidesOf(await deck({ 'word/document.xml': '<w/>' })), /no slides/);
  });

  it('are not unpacked without end', async () => {
    const bomb = await deck({ 'ppt/slides/slide1.xml': ' '.repeat(20_000_000) });
    assert.ok(bomb.byteLength < 100_000);
    await assert.rejects(slidesOf(bomb), /larger than can be shown/);
  });
});

describe('the words of a generated page', () => {
  it('are its headings and paragraphs, without what only runs or styles', () => {
    const html = `<head><title>T</title><style>p { color: red }</style></head>
      <h1>Report &amp; result</h1><script>alert('<p>no</p>')</script>
      <p onclick="x()">One <b>bold</b><br>word</p><ul><li>First<li>Second</ul><!-- <p>hidden</p> -->`;
    assert.deepEqual(outlineOf(html).blocks, [
      { level: 1, text: 'Report & result' },
      { level: 0, text: 'One bold word' },
      { level: 0, text: 'First' },
      { level: 0, text: 'Second' },
    ]);
  });

  it('of a long one are its beginning, and said to be', () => {
    const { blocks, isWhole } = outlineOf('<p>word</p>'.repeat(500));
    assert.deepEqual([blocks.length, isWhole], [60, false]);
  });
});
