import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { getDocumentProxy } from 'unpdf';
import { planDeck } from '../../actors/presentation/plan.ts';
import { renderDeck } from '../../actors/presentation/render.ts';
import { evidence, item, learnerResult, questionSet, standing } from './presentation-material.ts';

const OFFICE = '/usr/bin/soffice';

test('a deck opens in LibreOffice with every slide on a page of its own', {
  skip: existsSync(OFFICE) ? false : `${OFFICE} is not installed`,
}, async () => {
  const plan = planDeck({
    result: learnerResult('learner-1', [standing('Locks', 'gap')], ['sluice']),
    passMark: 0.7,
    questions: questionSet([item('sluice', 'Locks'), item('gate', 'Locks')]),
    evidence: new Map([['Locks', evidence('Locks', 5)]]),
    answers: new Map([['sluice', 0]]),
    maxSlides: 12,
  });
  const folder = await mkdtemp(join(tmpdir(), 'presgen-deck-'));
  try {
    const file = join(folder, 'deck.pptx');
    await writeFile(file, await renderDeck(plan, { person: null, foot: 'F', at: 1e12 }));
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const options = ['--headless', '--convert-to', 'pdf', '--outdir', folder, file];
    await promisify(execFile)(OFFICE, [profile, ...options], { timeout: 90_000 });
    const pdf = await getDocumentProxy(new Uint8Array(await readFile(join(folder, 'deck.pdf'))));
    assert.equal(pdf.numPages, plan.slides.length);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
