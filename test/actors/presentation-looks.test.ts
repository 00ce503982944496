import assert from 'node:assert/strict';
import { test } from 'node:test';
import JSZip from 'jszip';
import { checkDeck } from '../../actors/presentation/check.ts';
import { directionOf, languageOf } from '../../actors/presentation/languages.ts';
import { planDeck } from '../../actors/presentation/plan.ts';
import { renderDeck } from '../../actors/presentation/render.ts';
import { parse, workflowRequest } from '../../http/schemas.ts';
import { DECK_THEMES, type DeckLook } from '../../machines/vocabulary.ts';
import { brandFault, contrast } from '../../ops/contrast.ts';
import { PresGenError } from '../../runtime/errors.ts';
import { evidence, item, learnerResult, questionSet, standing } from './presentation-material.ts';

async function drawn(look: DeckLook, person = 'Ada', quote?: string): Promise<Buffer> {
  const plan = planDeck({
    result: learnerResult('learner-1', [standing('Locks', 'gap')], ['sluice']),
    passMark: 0.7,
    questions: questionSet([
      item('sluice', 'Locks', quote === undefined ? {} : { stem: quote }),
      item('gate', 'Locks'),
    ]),
    evidence: new Map([['Locks', evidence('Locks', 3)]]),
    answers: new Map([['sluice', 0]]),
    maxSlides: 12,
  });
  return await renderDeck(plan, { person, foot: 'Harbour Keeper', at: 1e12, look });
}

const part = async (pptx: Buffer, name: string) =>
  (await (await JSZip.loadAsync(pptx)).file(name)?.async('string')) ?? '';

for (const theme of DECK_THEMES) {
  test(`a deck in the ${theme} theme passes every check, with the theme's colours offered for editing`, async () => {
    const pptx = await drawn({ theme });
    assert.deepEqual(
      (await checkDeck(pptx)).filter((check) => !check.passed),
      [],
    );
    const scheme = await part(pptx, 'ppt/theme/theme1.xml');
    const colour = (name: string) =>
      new RegExp(`<a:${name}><a:srgbClr val="(\\w{6})"/>`).exec(scheme)?.[1] ?? '';
    assert.ok(contrast(colour('dk1'), colour('lt1')) >= 7);
  });
}

test('an organisation’s colours ground the first slide and the table heads in every theme', async () => {
  for (const theme of DECK_THEMES) {
    const pptx = await drawn({ theme, brand: { primary: '#5b2a86', accent: '#F2A900' } });
    assert.deepEqual(
      (await checkDeck(pptx)).filter((check) => !check.passed),
      [],
      theme,
    );
    assert.match(await part(pptx, 'ppt/slides/slide3.xml'), /5B2A86/);
  }
});

test('a brand colour nobody could read text on is refused, with its contrast and what to do', async () => {
  const fault = brandFault({ primary: '#FFD400' });
  assert.equal(fault?.field, 'primary');
  assert.match(fault?.message ?? '', /1\.3 to 1.*4\.5 to 1; take a darker colour/);
  assert.equal(brandFault({ primary: '#0F4C5C', accent: '#105060' }), null);
  await assert.rejects(
    drawn({ brand: { primary: '#FFD400' } }),
    (error) =>
      error instanceof PresGenError &&
      error.code === 'DECK_BRAND_REFUSED' &&
      error.kind === 'terminal',
  );
});

test('a request names theme and colours, and is refused at the field that is wrong', () => {
  const request = (presentation_config: object) => ({
    certification_name: 'Harbour Keeper',
    organization_id: 'org',
    user_profile_id: 'educator-1',
    certification_context: { domains: ['Locks'] },
    presentation_config,
  });
  const given = parse(
    workflowRequest,
    request({ theme: 'dark', brand: { primary: '#0F4C5C', accent: '#F2A900' } }),
  );
  assert.equal(given.presentation_config.theme, 'dark');
  const refused = (config: object) => {
    try {
      parse(workflowRequest, request(config));
      return 'accepted';
    } catch (error) {
      return JSON.stringify(error);
    }
  };
  assert.match(refused({ theme: 'sepia' }), /presentation_config\.theme/);
  assert.match(refused({ brand: { primary: 'teal' } }), /presentation_config\.brand\.primary/);
  assert.match(
    refused({ brand: { primary: '#FFD400' } }),
    /presentation_config\.brand\.primary.*darker colour/,
  );
});

test('runs carry the language of what they say, and a name written from the right stands right', async () => {
  const german =
    'Die Schleuse ist geschlossen, und der Wärter wird mit dem Pegel nicht allein gelassen.';
  const pptx = await drawn({}, 'ליאור כהן', german);
  const cover = await part(pptx, 'ppt/slides/slide1.xml');
  assert.match(cover, /<a:pPr [^>]*algn="r"[^>]*rtl="1"|<a:pPr [^>]*rtl="1"[^>]*algn="r"/);
  assert.match(cover, /lang="he-IL"[^>]*>(?:(?!<a:t>).)*<a:t>ליאור/s);
  const revisited = await part(pptx, 'ppt/slides/slide5.xml');
  assert.match(revisited, /lang="de-DE"[^>]*>(?:(?!<a:t>).)*<a:t>Die Schleuse/s);
  assert.match(revisited, /lang="en-GB"/);
});

test('a language is told by its letters, or by its commonest words when there are enough', () => {
  assert.equal(languageOf('これは水門の説明です'), 'ja-JP');
  assert.equal(languageOf('水闸每天检查'), 'zh-CN');
  assert.equal(languageOf('Les portes de l’écluse sont fermées pour les bateaux.'), 'fr-FR');
  assert.equal(languageOf('The keepers check the gauge before they open the gate.'), 'en-GB');
  assert.equal(languageOf('node_cpu_seconds_total'), 'en-GB');
  assert.equal(directionOf('12 שערים'), 'rtl');
});
