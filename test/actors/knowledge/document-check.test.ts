/** Documents from outside: each danger is refused by name, and what is harmless is taken. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createDocumentCheck } from '../../../actors/knowledge/document-check.ts';
import { extract } from '../../../actors/knowledge/extract.ts';
import { WORD, zipOf } from './evil-files.ts';
import { docxOf, pptxOf } from './office-files.ts';
import { pdfOf } from './pdf-files.ts';

const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const pdf = (options = {}) =>
  pdfOf([[{ x: 50, y: 700, text: 'Tides come twice a day.' }]], options);
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `word/${at}.xml`, content: 'x' }));

/** What is wrong, in a word; the file's name; its bytes. */
const REFUSED: [RegExp, string, () => Buffer | Promise<Buffer>][] = [
  [/is empty/, 'a.md', () => Buffer.alloc(0)],
  [/is empty/, 'a.txt', () => Buffer.from(' \n\t')],
  [/kind we cannot read/, 'a.exe', () => Buffer.from('MZ')],
  [/kind we cannot read/, 'noending', () => Buffer.from('text')],
  [/is an archive/, 'a.zip', () => zipOf(WORD)],
  [/carries macros/, 'a.docm', () => zipOf(WORD)],
  [/carries macros/, 'a.PPTM', () => zipOf(WORD)],
  [/carries macros/, 'a.xlsm', () => zipOf(WORD)],
  [/save it as DOCX, PPTX or PDF/, 'a.doc', () => OLE],
  [/old Office format inside/, 'a.docx', () => Buffer.concat([OLE, Buffer.alloc(500)])],
  [
    /protected by a password/,
    'a.docx',
    () => Buffer.concat([OLE, Buffer.from('EncryptedPackage', 'utf16le')]),
  ],
  [
    /protected by a password/,
    'a.docx',
    () => zipOf(WORD.map((part) => ({ ...part, says: { flags: 1 } }))),
  ],
  [/does not look like a \.pdf/, 'a.pdf', () => Buffer.from('not really')],
  [/does not look like a \.docx/, 'a.docx', () => Buffer.from('plain words')],
  [/does not look like a \.pptx/, 'a.pptx', () => zipOf(WORD)],
  [
    /does not look like a \.md/,
    'a.md',
    () => Buffer.from('\u0089PNG\u0000\u0000\u0000\u0001'.repeat(20), 'latin1'),
  ],
  [/does not look like a \.txt/, 'a.txt', () => pdf()],
  [/Excel workbook/, 'a.docx', () => zipOf([{ name: 'xl/workbook.xml', content: '<x/>' }])],
  [/program inside/, 'a.txt', () => Buffer.from('#!/bin/sh\nrm -rf /\n')],
  [
    /archive bomb/,
    'a.docx',
    () => zipOf([...WORD, { name: 'word/media/a.xml', content: Buffer.alloc(30_000_000) }]),
  ],
  [/archive bomb/, 'a.docx', () => zipOf([...WORD, ...many(2_001)])],
  [
    /does not hold what it says/,
    'a.docx',
    () =>
      zipOf([
        ...WORD,
        { name: 'word/big.xml', content: Buffer.alloc(3_000_000), says: { unpacked: 10 } },
      ]),
  ],
  [
    /does not hold what it says/,
    'a.docx',
    () => zipOf([...WORD, { name: 'word/again.xml', content: '<Types/>', says: { at: 0 } }]),
  ],
  [
    /another archive inside/,
    'a.docx',
    () => zipOf([...WORD, { name: 'word/x.zip', content: 'PK' }]),
  ],
  [
    /contains macros/,
    'a.docx',
    () => zipOf([...WORD, { name: 'word/vbaProject.bin', content: 'x' }]),
  ],
  [
    /contains macros/,
    'a.docx',
    () => zipOf([...WORD, { name: 'word/activeX/a.bin', content: 'x' }]),
  ],
  [/same name/, 'a.docx', () => zipOf([...WORD, { name: 'WORD/document.xml', content: 'x' }])],
  ...[
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\x',
    'word\\..\\x',
    'word/a\u0000b',
    'word/aux.xml',
    'word/\u202efdp.xml',
  ].map((name): [RegExp, string, () => Buffer] => [
    /names lead out of their folder/,
    'a.docx',
    () => zipOf([...WORD, { name, content: 'x' }]),
  ]),
  [/hidden before or behind/, 'a.docx', () => zipOf(WORD, { behind: '<script>alert(1)</script>' })],
  [/damaged or cut off/, 'a.docx', () => zipOf(WORD).subarray(0, 120)],
  [/two kinds of file at once/, 'a.pdf', () => Buffer.concat([Buffer.from('GIF89a;\n'), pdf()])],
  [/two kinds of file at once/, 'a.pdf', () => Buffer.concat([pdf(), zipOf(WORD)])],
  ...['../a.md', '/etc/a.md', 'C:a.md', 'a\\b.md'].map((name): [RegExp, string, () => Buffer] => [
    /path in its name/,
    name,
    () => Buffer.from('# A'),
  ]),
  ...['a\u0000.md', 'gpj.\u202efdp.md', 'a\nb.md'].map((name): [RegExp, string, () => Buffer] => [
    /invisible characters/,
    name,
    () => Buffer.from('# A'),
  ]),
  [/keep for devices/, 'NUL.md', () => Buffer.from('# A')],
  [/keep for devices/, 'com1.txt', () => Buffer.from('# A')],
  [/more than 200 characters/, `${'a'.repeat(250)}.md`, () => Buffer.from('# A')],
];

describe('a document from outside', () => {
  let dir: string;
  let number = 0;
  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'presgen-check-'));
  });
  after(() => rm(dir, { recursive: true, force: true }));

  const check = async (name: string, bytes: Buffer) => {
    number += 1;
    const path = join(dir, String(number));
    await writeFile(path, bytes);
    return createDocumentCheck(extract)(name, path);
  };

  it('is refused by name, with what to do, whatever makes it dangerous or useless', async () => {
    const surprises: string[] = [];
    for (const [index, [why, name, make]] of REFUSED.entries()) {
      const said = await check(name, await make());
      if (said === null || !why.test(said))
        surprises.push(`${index} ${name}: ${said} (not ${why})`);
    }
    assert.deepEqual(surprises, []);
  });

  it('is taken when it is what its name says', async () => {
    const wide = Buffer.from('\ufeffTides', 'utf16le');
    const harmless: [string, Buffer][] = [
      ['notes.md', Buffer.from('# Tides\n<script>alert(1)</script>\n=HYPERLINK("x")')],
      ['page.html', Buffer.from('<!doctype html><p>Tides')],
      ['wide.txt', wide],
      ['שיעור.docx', await docxOf([{ paragraph: 'Tides' }])],
      ['deck.pptx', await pptxOf([{ title: 'Tides', lines: ['High water'] }])],
      ['Übung 1 (neu).pdf', pdf()],
      ['embedded.docx', zipOf([...WORD, { name: 'word/embeddings/Table.xlsx', content: 'PK' }])],
    ];
    for (const [name, bytes] of harmless) assert.equal(await check(name, bytes), null, name);
  });

  it('an encrypted PDF is refused only if it does not open without a password', async () => {
    const open = Buffer.concat([pdf(), Buffer.from('\n% /Encrypt 9 0 R\n')]);
    assert.equal(await check('open.pdf', open), null);
    const locked = await check('locked.pdf', pdf({ encrypted: true }));
    assert.match(locked ?? '', /protected by a password/);
  });
});
