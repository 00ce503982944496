import assert from 'node:assert/strict';
import { test } from 'node:test';
import JSZip from 'jszip';
import { acceptDeck, checkDeck } from '../../actors/presentation/check.ts';
import { planDeck } from '../../actors/presentation/plan.ts';
import { renderDeck } from '../../actors/presentation/render.ts';
import { contrast } from '../../ops/contrast.ts';
import { PresGenError } from '../../runtime/errors.ts';
import { evidence, item, learnerResult, questionSet, standing } from './presentation-material.ts';

/** Slides: 1 title, 2 chart, 3 table, 4 statements, 5 revisit, … */
async function soundDeck(): Promise<Buffer> {
  const plan = planDeck({
    result: learnerResult('learner-1', [standing('Locks', 'gap')], ['sluice']),
    passMark: 0.7,
    questions: questionSet([item('sluice', 'Locks'), item('gate', 'Locks')]),
    evidence: new Map([['Locks', evidence('Locks', 3)]]),
    answers: new Map([['sluice', 0]]),
    maxSlides: 12,
  });
  return await renderDeck(plan, { person: null, foot: 'Harbour Keeper', at: 1e12 });
}

async function damaged(part: string, change: (xml: string) => string): Promise<Buffer> {
  const zip = await JSZip.loadAsync(await soundDeck());
  const before = (await zip.file(part)?.async('string')) ?? '';
  const after = change(before);
  assert.notEqual(after, before, 'the damage must change the part');
  zip.file(part, after);
  return await zip.generateAsync({ type: 'nodebuffer' });
}

const slide = (number: number) => `ppt/slides/slide${number}.xml`;

const DEFECTS: { name: string; check: string; part: string; change: (xml: string) => string }[] = [
  {
    name: 'a slide without a title',
    check: 'deck_title_per_slide',
    part: slide(4),
    change: (xml) => xml.replace('type="title"', 'type="body"'),
  },
  {
    name: 'a title used twice',
    check: 'deck_titles_unique',
    part: slide(4),
    change: (xml) => xml.replace('Locks: what to know', 'Where you stand, in figures'),
  },
  {
    name: 'a chart without a description',
    check: 'deck_alternative_text',
    part: slide(2),
    change: (xml) => xml.replace(/ descr="Bar chart[^"]*"/, ''),
  },
  {
    name: 'a table without a header row',
    check: 'deck_table_header',
    part: slide(3),
    change: (xml) => xml.replace(' firstRow="1"', ''),
  },
  {
    name: 'an id used twice',
    check: 'deck_ids_unique',
    part: slide(3),
    change: (xml) => xml.replace('id="3"', 'id="2"'),
  },
  {
    name: 'an empty placeholder',
    check: 'deck_no_empty_placeholder',
    part: slide(5),
    change: (xml) => xml.replace(/(<p:ph[^>]*type="title"[\s\S]*?<a:t>)[^<]*/, '$1'),
  },
  {
    name: 'a run without a language',
    check: 'deck_language',
    part: slide(4),
    change: (xml) => xml.replaceAll(' lang="en-GB"', ''),
  },
  {
    name: 'a file without a title',
    check: 'deck_document_title',
    part: 'docProps/core.xml',
    change: (xml) => xml.replace(/<dc:title>[^<]*<\/dc:title>/, ''),
  },
  {
    name: 'pale grey text on paper',
    check: 'deck_contrast',
    part: slide(4),
    change: (xml) => xml.replaceAll('val="1C2B33"', 'val="C8C8C8"'),
  },
  {
    name: 'dark text on the dark first slide',
    check: 'deck_contrast',
    part: slide(1),
    change: (xml) => xml.replaceAll('val="FFFFFF"', 'val="1C2B33"'),
  },
  {
    name: 'a statement longer than its box',
    check: 'deck_text_fits',
    part: slide(4),
    change: (xml) =>
      xml.replace('Statement 1 about', `Statement 1 ${'goes on and on '.repeat(20)} about`),
  },
  {
    name: 'a table cell higher than its row',
    check: 'deck_text_fits',
    part: slide(3),
    change: (xml) => xml.replace('<a:t>Locks</a:t>', `<a:t>${'Locks and weirs '.repeat(12)}</a:t>`),
  },
  {
    name: 'a statement without its source',
    check: 'deck_statements_sourced',
    part: slide(4),
    change: (xml) => xml.replace('name="Source 2"', 'name="Remark 2"'),
  },
  {
    name: 'a free bullet',
    check: 'deck_statements_sourced',
    part: slide(4),
    change: (xml) => xml.replace('<a:buNone/>', '<a:buChar char="•"/>'),
  },
];

for (const defect of DEFECTS) {
  test(`the checker finds ${defect.name}`, async () => {
    const checks = await checkDeck(await damaged(defect.part, defect.change));
    const found = checks.find((check) => check.id === defect.check);
    assert.equal(found?.passed, false, JSON.stringify(checks.filter((check) => !check.passed)));
    assert.notEqual(found?.evidence, '');
  });
}

test('a sound deck is accepted with all its checks listed', async () => {
  const checks = await acceptDeck(await soundDeck());
  assert.equal(checks.length, 11);
  assert.ok(checks.every((check) => check.passed));
});

test('a faulty deck is refused with the name of what failed', async () => {
  const pptx = await damaged(slide(3), (xml) => xml.replace(' firstRow="1"', ''));
  await assert.rejects(
    acceptDeck(pptx),
    (error) =>
      error instanceof PresGenError &&
      error.code === 'DECK_REFUSED' &&
      error.message.includes('deck_table_header'),
  );
});

test('bars of the chart carry the interval of each area', async () => {
  const zip = await JSZip.loadAsync(await soundDeck());
  const xml = (await zip.file('ppt/charts/chart1.xml')?.async('string')) ?? '';
  assert.match(xml, /<c:errBars>.*<c:plus>.*<c:v>0\.2000<\/c:v>.*<\/c:errBars><c:cat>/s);
});

test('contrast follows the published examples', () => {
  assert.equal(contrast('000000', 'FFFFFF'), 21);
  assert.equal(contrast('777777', 'FFFFFF').toFixed(2), '4.48');
});
