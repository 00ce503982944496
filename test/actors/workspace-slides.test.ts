/** Presentations of the local workspace: a real deck becomes one, is read, edited and exported. */
import assert from 'node:assert/strict';
import { before, describe, it, type TestContext } from 'node:test';
import { slides as createSlides } from 'googleapis/build/src/apis/slides/index.js';
import type { slides_v1 } from 'googleapis/build/src/apis/slides/v1.js';

import { extractPdf } from '../../actors/knowledge/extract-pdf.ts';
import { extractPptx } from '../../actors/knowledge/extract-pptx.ts';
import { presentationBuild } from '../../actors/presentation/index.ts';
import { createAuth } from '../../actors/workspace/auth.ts';
import { createDoor } from '../../actors/workspace/door.ts';
import { createClients } from '../../actors/workspace/google-clients.ts';
import { pdfMaker, type ToPdf } from '../../actors/workspace/local/office.ts';
import { safeName } from '../../actors/workspace/local/safe-name.ts';
import { PPTX_MIME, SLIDES_MIME } from '../../actors/workspace/mime.ts';
import {
  activityRun,
  evidence,
  gapReport,
  item,
  learnerResult,
  memoryPorts,
  questionSet,
  responseSet,
  settings,
  standing,
} from './presentation-material.ts';
import { createRig, type Rig } from './workspace-rig.ts';

let deck: Buffer;
before(async () => {
  deck = await realDeck();
});

/** What the product hands to a learner, with a chart, a table and notes. */
async function realDeck(): Promise<Buffer> {
  const memory = memoryPorts();
  await memory.putJson('questions', questionSet([item('sluice', 'Locks'), item('gate', 'Locks')]));
  await memory.putJson('responses', responseSet('learner-1', ['sluice']));
  const standings = [standing('Locks', 'gap'), standing('Tides', 'mastered')];
  await memory.putJson('gaps', gapReport([learnerResult('learner-1', standings, ['sluice'])]));
  const build = presentationBuild({
    ...memory.ports,
    evidence: async (_knowledge, query, limit) => evidence(query, limit),
  });
  const { decks } = await build(
    {
      knowledge: 'kb-1',
      learners: ['learner-1'],
      settings: settings(),
      step: 'presentation_generation',
    },
    activityRun().run,
  );
  const made = decks[0];
  assert.ok(made, 'a deck was built');
  return memory.ports.artifacts.read(made.file);
}

interface Desk extends ReturnType<typeof createClients> {
  slides: slides_v1.Slides;
  rig: Rig;
}

function deskOf(t: TestContext, toPdf: ToPdf | null = null): Desk {
  const rig = createRig({ toPdf });
  t.after(rig.dispose);
  const door = createDoor({ send: rig.local.handle, now: () => 0 });
  const auth = createAuth(rig.local.credentials, door);
  const options = { auth, retry: false, fetchImplementation: door } as object;
  return {
    ...createClients(auth, door),
    slides: createSlides({ version: 'v1', ...options }),
    rig,
  };
}

async function imported({ rig }: Desk): Promise<string> {
  const file = await rig.file(deck);
  const spec = { ...file, name: 'learner-1.pptx', mime: PPTX_MIME, parent: 'root' };
  return (await rig.workspace.putDeck(rig.write('deck'), spec, 'slides')).id;
}

function textOf(element: slides_v1.Schema$PageElement | undefined): string {
  const elements = element?.shape?.text?.textElements ?? [];
  return elements.map((one) => one.textRun?.content ?? one.autoText?.content ?? '').join('');
}

function withText(slide: slides_v1.Schema$Page | undefined, part: string) {
  return slide?.pageElements?.find((element) => textOf(element).includes(part));
}

describe('a deck imported as a presentation', () => {
  it('has the slides, texts, tables, pictures and notes of the file', async (t) => {
    const desk = deskOf(t);
    const presentationId = await imported(desk);
    const { data } = await desk.slides.presentations.get({ presentationId });
    const extracted = await extractPptx(deck);
    const pages = new Set(extracted.blocks.map((block) => block.page));

    assert.equal(data.title, 'learner-1');
    assert.deepEqual(data.pageSize, {
      width: { magnitude: 12192000, unit: 'EMU' },
      height: { magnitude: 6858000, unit: 'EMU' },
    });
    assert.equal(data.slides?.length, pages.size);
    const titles = data.slides?.map((slide) =>
      slide.pageElements?.find((one) =>
        ['TITLE', 'CENTERED_TITLE'].includes(one.shape?.placeholder?.type ?? ''),
      ),
    );
    const headings = extracted.blocks
      .filter((block) => block.heading.length === 1)
      .map((block) => block.heading[0]);
    for (const title of titles ?? []) {
      assert.ok(textOf(title).endsWith('\n'), 'a paragraph ends');
      assert.ok((title?.size?.width?.magnitude ?? 0) > 0, 'the place comes from the layout');
    }
    assert.ok(headings.some((heading) => titles?.some((t) => textOf(t).trim() === heading)));
    const elements = data.slides?.flatMap((slide) => slide.pageElements ?? []) ?? [];
    const table = elements.find((one) => one.table)?.table;
    assert.equal(table?.tableRows?.length, table?.rows);
    assert.equal(table?.tableColumns?.length, table?.columns);
    assert.ok(
      elements.some((one) => one.image && one.description),
      'a chart is a picture, told',
    );
    const ids = elements.map((one) => one.objectId);
    assert.equal(new Set(ids).size, ids.length, 'every object has an id of its own');
    for (const slide of data.slides ?? []) {
      const notes = slide.slideProperties?.notesPage;
      const speaker = notes?.pageElements?.find(
        (one) => one.objectId === notes.notesProperties?.speakerNotesObjectId,
      );
      assert.notEqual(textOf(speaker).trim(), '', 'speaker notes');
      assert.ok(
        data.layouts?.some((one) => one.objectId === slide.slideProperties?.layoutObjectId),
      );
    }
  });

  it('counts its text as the API does: markers and runs without a gap', async (t) => {
    const desk = deskOf(t);
    const presentationId = await imported(desk);
    const { data } = await desk.slides.presentations.get({ presentationId });
    const elements = data.slides?.flatMap((slide) => slide.pageElements ?? []) ?? [];
    let texts = 0;
    for (const element of elements) {
      const parts = element.shape?.text?.textElements ?? [];
      const runs = parts.filter((part) => !part.paragraphMarker);
      const starts = runs.map((run) => run.startIndex ?? 0);
      const ends = runs.map((run) => run.endIndex);
      assert.deepEqual(starts, [0, ...ends].slice(0, runs.length), 'each begins where one ended');
      assert.equal(ends.at(-1) ?? 0, textOf(element).length);
      texts += runs.length;
    }
    assert.ok(texts > 20, `only ${texts} runs`);
  });

  it('is exported as the same file, and as a PDF only where that can be made', async (t) => {
    const desk = deskOf(t);
    const fileId = await imported(desk);
    const { data } = await desk.drive.files.export(
      { fileId, mimeType: PPTX_MIME },
      { responseType: 'arraybuffer' },
    );
    assert.deepEqual(Buffer.from(data as ArrayBuffer), deck);
    const pdf = desk.drive.files.export({ fileId, mimeType: 'application/pdf' });
    await assert.rejects(pdf, { status: 400, message: /LibreOffice/ });
    const word = desk.drive.files.export({ fileId, mimeType: 'application/msword' });
    await assert.rejects(word, { status: 400, message: /not supported/ });
    await assert.rejects(desk.drive.files.get({ fileId, alt: 'media' }), { status: 403 });
    const { data: file } = await desk.drive.files.get({ fileId, fields: '*' });
    assert.equal(file.mimeType, SLIDES_MIME);
    assert.equal(file.md5Checksum, undefined);
  });

  it('is edited by one batch or not at all, over the revision it was read at', async (t) => {
    const desk = deskOf(t);
    const presentationId = await imported(desk);
    const read = async () => (await desk.slides.presentations.get({ presentationId })).data;
    const before = await read();
    const cover = before.slides?.[0];
    const title = withText(cover, '')?.objectId as string;
    const batch = (requests: slides_v1.Schema$Request[], requiredRevisionId?: string) =>
      desk.slides.presentations.batchUpdate({
        presentationId,
        requestBody: {
          requests,
          ...(requiredRevisionId ? { writeControl: { requiredRevisionId } } : {}),
        },
      });
    desk.rig.advance(1000);
    const { data } = await batch(
      [
        { insertText: { objectId: title, insertionIndex: 0, text: 'New: ' } },
        { replaceAllText: { containsText: { text: 'LOCKS' }, replaceText: 'Sluices' } },
        { createSlide: { objectId: 'added_by_test', insertionIndex: 1 } },
        { updateSlidesPosition: { slideObjectIds: ['added_by_test'], insertionIndex: 0 } },
      ],
      before.revisionId as string,
    );
    const after = await read();

    assert.ok((data.replies?.[1]?.replaceAllText?.occurrencesChanged ?? 0) > 0);
    assert.equal(data.replies?.[2]?.createSlide?.objectId, 'added_by_test');
    assert.equal(after.slides?.[0]?.objectId, 'added_by_test');
    assert.equal(after.slides?.length, (before.slides?.length ?? 0) + 1);
    assert.match(
      textOf(after.slides?.[1]?.pageElements?.find((e) => e.objectId === title)),
      /^New: /,
    );
    assert.equal(after.revisionId, data.writeControl?.requiredRevisionId);
    await assert.rejects(batch([{ deleteObject: { objectId: title } }], before.revisionId ?? ''), {
      status: 400,
      message: /revision/,
    });
    const half = [{ deleteObject: { objectId: title } }, { deleteObject: { objectId: 'nothing' } }];
    await assert.rejects(batch(half), { status: 400, message: /nothing/ });
    await assert.rejects(batch([{ createVideo: { id: 'x' } }]), { message: /createVideo/ });
    assert.equal((await read()).revisionId, after.revisionId, 'nothing of them was kept');

    await batch([
      { deleteText: { objectId: title, textRange: { type: 'ALL' } } },
      { deleteObject: { objectId: 'added_by_test' } },
    ]);
    const last = await read();
    assert.equal(last.slides?.length, before.slides?.length);
    assert.equal(textOf(last.slides?.[0]?.pageElements?.find((e) => e.objectId === title)), '');
    const { data: pptx } = await desk.drive.files.export(
      { fileId: presentationId, mimeType: PPTX_MIME },
      { responseType: 'arraybuffer' },
    );
    const text = (await extractPptx(Buffer.from(pptx as ArrayBuffer))).blocks
      .map((block) => JSON.stringify(block))
      .join();
    assert.match(text, /Sluices/);
    assert.doesNotMatch(text, /Locks/);
  });

  it('is made once when the answer to its upload is lost, and is gone after undo', async (t) => {
    const call = 'drive.files.create#put';
    const rig = createRig({ faults: [{ call, nth: 1, fault: 'resetAfterEffect' }] });
    t.after(rig.dispose);
    const file = await rig.file(deck);
    const spec = { ...file, name: 'learner-1.pptx', mime: PPTX_MIME, parent: 'root' };
    const put = () => rig.workspace.putDeck(rig.write('deck'), spec, 'slides');
    await assert.rejects(put, { kind: 'transient' });
    const made = await put();
    assert.deepEqual(await put(), made);
    const live = () => rig.store.files({ trashed: false });
    assert.deepEqual(
      (await live()).map(({ id, mime }) => [id, mime]),
      [[made.id, SLIDES_MIME]],
    );
    await rig.workspace.undo(rig.write('deck'));
    assert.deepEqual(await live(), []);
  });

  it('is taken back by its tag where its id was never learnt', async (t) => {
    const call = 'drive.files.create#put';
    const rig = createRig({ faults: [{ call, nth: 1, fault: 'resetAfterEffect' }] });
    t.after(rig.dispose);
    const file = await rig.file(deck);
    const spec = { ...file, name: 'learner-1.pptx', mime: PPTX_MIME, parent: 'root' };
    await assert.rejects(rig.workspace.putDeck(rig.write('deck'), spec, 'slides'));
    await rig.workspace.undo(rig.write('deck'));
    assert.deepEqual(await rig.store.files({ trashed: false }), []);
  });

  it('is refused when it is no PowerPoint file, by that reason', async (t) => {
    const rig = createRig();
    t.after(rig.dispose);
    const file = await rig.file(Buffer.from('not a deck'));
    const spec = { ...file, name: 'learner-1.pptx', mime: PPTX_MIME, parent: 'root' };
    const put = rig.workspace.putDeck(rig.write('deck'), spec, 'slides');
    await assert.rejects(put, ({ kind, cause }) => {
      assert.match(String(cause), /not a PowerPoint presentation/);
      return kind === 'terminal';
    });
    assert.deepEqual(await rig.store.files({}), []);
  });
});

describe('a presentation made of nothing', () => {
  it('has one empty slide, an id of our choice, and takes text into what is put there', async (t) => {
    const { slides } = deskOf(t);
    const { data } = await slides.presentations.create({
      requestBody: { title: 'Plan', presentationId: 'chosen-id' },
    });
    assert.equal(data.presentationId, 'chosen-id');
    assert.equal(data.title, 'Plan');
    assert.equal(data.slides?.length, 1);
    const only = data.slides?.[0]?.objectId as string;
    const remove = slides.presentations.batchUpdate({
      presentationId: 'chosen-id',
      requestBody: { requests: [{ deleteObject: { objectId: only } }] },
    });
    await assert.rejects(remove, { status: 400, message: /last slide/ });
    const again = slides.presentations.create({ requestBody: { presentationId: 'chosen-id' } });
    await assert.rejects(again, { status: 409 });
    await assert.rejects(slides.presentations.get({ presentationId: 'other' }), { status: 404 });
  });
});

const office = pdfMaker(process.env.PATH ?? '');
const NO_OFFICE = office === null && 'LibreOffice (soffice) is not on the PATH';

describe('the way to PDFs', () => {
  it('leads a presentation through LibreOffice, every slide of it with its words', {
    skip: NO_OFFICE,
  }, async (t) => {
    const desk = deskOf(t, office);
    const fileId = await imported(desk);
    const wanted = { fileId, mimeType: 'application/pdf' };
    const { data } = await desk.drive.files.export(wanted, { responseType: 'arraybuffer' });
    const { blocks } = await extractPdf(new Uint8Array(data as ArrayBuffer));
    const { data: presentation } = await desk.slides.presentations.get({ presentationId: fileId });
    assert.equal(Math.max(...blocks.map(({ page }) => page ?? 0)), presentation.slides?.length);
    assert.match(JSON.stringify(blocks), /Locks/);
  });

  it('is not there where no folder of the path holds LibreOffice', () => {
    assert.equal(pdfMaker('/nowhere:/tmp'), null);
  });
});

describe('names in the tree', () => {
  it('stay within their folder, in 200 bytes, with their ending', () => {
    assert.equal(safeName('../../etc/passwd'), '__.._etc_passwd');
    assert.equal(safeName(`${'ü'.repeat(300)}.pptx`), `${'ü'.repeat(97)}.pptx`);
    assert.equal(safeName(`${'x'.repeat(300)}.pptx`).length, 120);
    assert.equal(safeName('deck\u202exptp.exe'), 'deck_xptp.exe');
    assert.equal(safeName('con.txt'), '_con.txt');
    assert.equal(safeName('\ud800'), '\ufffd');
  });
});
