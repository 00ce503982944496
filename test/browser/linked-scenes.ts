/** Where people without the app come to, in the states that differ: each is one visit of a browser. */
import type { Page } from 'playwright-core';
import { LIFETIME_DAYS } from '../../http/learner/links.ts';
import { WORD, zipOf } from '../actors/knowledge/evil-files.ts';
import type { LinkedRig } from './linked-rig.ts';
import { furnishDrive, longForm, release } from './linked-things.ts';

export interface Scene {
  name: string;
  open(page: Page): Promise<unknown>;
}

export const MACROS = {
  name: 'Plan with macros.docx',
  mimeType: 'application/octet-stream',
  buffer: zipOf([...WORD, { name: 'word/vbaProject.bin', content: 'Sub AutoOpen()' }]),
};
const NOTES = { name: 'Tide notes.md', mimeType: 'text/markdown', buffer: Buffer.from('# Tides') };

export async function scenesOf(rig: LinkedRig): Promise<Scene[]> {
  const ended = new URL(rig.links.learner('wf', 'learner-1')).pathname;
  rig.advance((LIFETIME_DAYS + 1) * 86_400_000);
  const [drive, form, share] = [await furnishDrive(rig), await longForm(rig), await release(rig)];
  const upload = new URL(rig.links.upload('wf')).pathname;
  const to = (path: string) => (page: Page) => page.goto(rig.url + path);
  return [
    { name: 'outbox', open: to('/outbox') },
    { name: 'letter', open: letter(rig) },
    { name: 'faults', open: to('/developer/faults') },
    { name: 'drive', open: to('/drive') },
    { name: 'folder', open: to(drive.folder) },
    { name: 'empty folder', open: to(drive.empty) },
    { name: 'shared file', open: to(drive.shared) },
    { name: 'file in the trash', open: to(drive.gone) },
    { name: 'trash', open: to('/drive/trash') },
    { name: 'nothing found', open: to('/drive/search?q=zebra') },
    { name: 'share page', open: to(share) },
    { name: 'upload page', open: to(upload) },
    { name: 'files refused and taken', open: handedIn(rig.url + upload) },
    { name: 'form with problems', open: wrong(rig.url + form.path) },
    { name: 'expired link', open: to(ended) },
    { name: 'asked for a new link', open: asked(rig.url + ended) },
  ];
}

export const EMPTY_SCENES: Record<string, string> = {
  'empty outbox': '/outbox',
  'no faults': '/developer/faults',
  'empty drive': '/drive',
  'empty trash': '/drive/trash',
};

const letter = (rig: LinkedRig) => async (page: Page) => {
  await page.goto(`${rig.url}/outbox`);
  await page.locator('tbody a').first().click();
  await page.locator('iframe').waitFor();
};

const handedIn = (address: string) => async (page: Page) => {
  await page.goto(address);
  await page.locator('form.lively').waitFor();
  await page.getByLabel('Choose documents').setInputFiles([NOTES, MACROS]);
  await page.getByText('1 file received. 1 file not taken').waitFor();
};

const wrong = (address: string) => async (page: Page) => {
  await page.goto(`${address}?section=2`);
  await page.locator('#q-b1').fill('Because of the shape of the coast.');
  await page.getByRole('button', { name: 'Send my answers' }).click();
  await page.locator('#problems').waitFor();
};

const asked = (address: string) => async (page: Page) => {
  await page.goto(address);
  await page.getByRole('button', { name: 'Ask for a new link' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
};
