import assert from 'node:assert/strict';
import { test } from 'node:test';
import JSZip from 'jszip';
import { toolsOn } from '../../actors/avatar/index.ts';
import { planDeck } from '../../actors/presentation/plan.ts';
import { type Proof, proofDeck } from '../../actors/presentation/proof.ts';
import { renderDeck } from '../../actors/presentation/render.ts';
import { faintWords, measured, pictureOf } from '../../actors/presentation/rendered-contrast.ts';
import { pagesOf } from '../../actors/presentation/rendered-words.ts';
import { pdfMaker } from '../../actors/workspace/local/office.ts';
import { evidence, item, learnerResult, questionSet, standing } from './presentation-material.ts';

const path = process.env.PATH ?? '';
const tools = { toPdf: pdfMaker(path), find: toolsOn(path) };
const lacks = [
  tools.toPdf === null ? 'soffice' : null,
  (await tools.find('pdftotext')) === null ? 'pdftotext' : null,
  (await tools.find('pdftoppm')) === null ? 'pdftoppm' : null,
].filter((name) => name !== null);
const skip = lacks.length === 0 ? false : `not installed: ${lacks.join(', ')}`;
const signal = () => new AbortController().signal;

async function soundDeck(): Promise<{ pptx: Buffer; slides: number }> {
  const plan = planDeck({
    result: learnerResult('learner-1', [standing('Locks', 'gap')], ['sluice']),
    passMark: 0.7,
    questions: questionSet([item('sluice', 'Locks'), item('gate', 'Locks')]),
    evidence: new Map([['Locks', evidence('Locks', 5)]]),
    answers: new Map([['sluice', 0]]),
    maxSlides: 12,
  });
  const pptx = await renderDeck(plan, { person: 'Ada', foot: 'Harbour Keeper', at: 1e12 });
  return { pptx, slides: plan.slides.length };
}

async function changed(pptx: Buffer, changes: Record<number, (xml: string) => string>) {
  const zip = await JSZip.loadAsync(pptx);
  for (const [slide, change] of Object.entries(changes)) {
    const name = `ppt/slides/slide${slide}.xml`;
    zip.file(name, change((await zip.file(name)?.async('string')) ?? ''));
  }
  return await zip.generateAsync({ type: 'nodebuffer' });
}

function checkOf(proof: Proof, id: string) {
  assert.ok(proof.ran, JSON.stringify(proof));
  const found = proof.checks.find((check) => check.id === id);
  assert.ok(found, id);
  return found;
}

test('a deck set by LibreOffice has a page a slide, every word in its box, and nothing faint', {
  skip,
}, async () => {
  const { pptx, slides } = await soundDeck();
  const proof = await proofDeck(pptx, tools, signal());
  assert.ok(proof.ran, JSON.stringify(proof));
  assert.equal(proof.pages, slides);
  assert.deepEqual(
    proof.checks.filter((check) => !check.passed),
    [],
  );
});

test('a text that runs out of its box and a pale one are found in the rendered pages', {
  skip,
}, async () => {
  const { pptx } = await soundDeck();
  const spoilt = await changed(pptx, {
    4: (xml) => xml.replace('Statement 1 about', `Statement 1 ${'overflowing '.repeat(30)} about`),
    6: (xml) => xml.replaceAll('val="1C2B33"', 'val="DDDAD2"'),
  });
  const proof = await proofDeck(spoilt, tools, signal());
  const fits = checkOf(proof, 'deck_rendered_fits');
  assert.equal(fits.passed, false);
  assert.match(fits.evidence, /^slide 4: “overflowing” stands outside its box/);
  const contrast = checkOf(proof, 'deck_rendered_contrast');
  assert.equal(contrast.passed, false);
  assert.match(contrast.evidence, /^slide 6: .* measures 1\.\d to 1/);
});

test('a machine without the programs says that nobody looked, and why', async () => {
  const missing = { toPdf: null, find: async () => null };
  assert.deepEqual(await proofDeck(Buffer.from(''), missing, signal()), {
    ran: false,
    why: 'LibreOffice is not installed',
  });
  const failing = {
    toPdf: async () => {
      throw new Error('soffice was stopped');
    },
    find: async (name: string) => `/usr/bin/${name}`,
  };
  assert.deepEqual(await proofDeck(Buffer.from(''), failing, signal()), {
    ran: false,
    why: 'soffice was stopped',
  });
});

test('contrast is measured between a word’s strongest pixels and its ground', () => {
  const [page] = pagesOf(
    '<html><body><doc><page width="72" height="72"><word xMin="0" yMin="0" xMax="72" yMax="36">ink</word></page></doc></body></html>',
  );
  assert.ok(page);
  const drawn = (ink: number) => {
    const pixels = Array.from({ length: 16 }, (_, at) => (at < 2 ? ink : 255));
    const body = pixels.flatMap((value) => [value, value, value]);
    return pictureOf(Buffer.concat([Buffer.from('P6\n4 4\n255\n'), Buffer.from(body)]));
  };
  const [word] = page.words;
  assert.ok(word);
  assert.equal(measured(word, page, drawn(0)), 21);
  assert.deepEqual(faintWords(page, drawn(0), 'slide 1'), []);
  assert.deepEqual(faintWords(page, drawn(200), 'slide 1'), ['slide 1: “ink” measures 1.7 to 1']);
  assert.throws(() => pictureOf(Buffer.from('P5\n4 4\n255\n')), /binary PPM/);
});
