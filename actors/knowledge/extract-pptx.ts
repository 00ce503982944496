/** Slides: titles become headings, text boxes lists or paragraphs, tables keep their rows. */
import JSZip from 'jszip';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { type Extraction, unreadable } from './extraction.ts';

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads a PPTX in the order of its slide list; speaker notes and pictures are left out. */
export async function extractPptx(bytes: Uint8Array): Promise<Extraction> {
  const zip = await JSZip.loadAsync(bytes);
  const paths = await slidePaths(zip);
  const writer = createBlockWriter(null);
  for (const [index, path] of paths.entries()) {
    const xml = await zip.file(path)?.async('string');
    writer.page(index + 1);
    if (xml !== undefined) writeSlide(writer, xml);
  }
  return writer.finish();
}

async function slidePaths(zip: JSZip): Promise<string[]> {
  const deck = await zip.file('ppt/presentation.xml')?.async('string');
  const relations = await zip.file('ppt/_rels/presentation.xml.rels')?.async('string');
  if (deck === undefined || relations === undefined) throw unreadable('DOCUMENT_DAMAGED');
  const targets = new Map<string, string>();
  for (const [relation] of relations.matchAll(/<Relationship\b[^>]*>/g)) {
    const id = /\bId="([^"]+)"/.exec(relation)?.[1];
    const target = /\bTarget="([^"]+)"/.exec(relation)?.[1];
    if (id !== undefined && target !== undefined) targets.set(id, target);
  }
  return [...deck.matchAll(/<p:sldId\b[^>]*\br:id="([^"]+)"/g)].flatMap(([, id]) => {
    const target = targets.get(id ?? '');
    return target === undefined ? [] : [target.replace(/^\/?(ppt\/)?/, 'ppt/')];
  });
}

function writeSlide(writer: BlockWriter, xml: string): void {
  const shapes = [...xml.matchAll(/<p:(sp|graphicFrame)\b[\s\S]*?<\/p:\1>/g)].map(([all]) => all);
  const title = shapes.find((shape) => /<p:ph\b[^>]*type="(title|ctrTitle)"/.test(shape));
  if (title !== undefined) writer.heading(1, paragraphs(title).join(' '));
  for (const shape of shapes) {
    if (shape === title || /<p:ph\b[^>]*type="(dt|ftr|sldNum)"/.test(shape)) continue;
    if (shape.includes('<a:tbl>')) writer.table(rowsOf(shape));
    else writeText(writer, shape);
  }
}

function writeText(writer: BlockWriter, shape: string): void {
  const lines = [...shape.matchAll(/<a:p\b[^>]*?(?:\/>|>([\s\S]*?)<\/a:p>)/g)].map(([, body]) => ({
    text: runs(body ?? ''),
    level: Number(/<a:pPr\b[^>]*\blvl="(\d)"/.exec(body ?? '')?.[1] ?? 0),
  }));
  const filled = lines.filter(({ text }) => text.trim() !== '');
  if (filled.length === 1) writer.paragraph(filled[0]?.text ?? '');
  else if (filled.length > 1) writer.list(filled);
}

function rowsOf(shape: string): string[][] {
  return [...shape.matchAll(/<a:tr\b[\s\S]*?<\/a:tr>/g)].map(([row]) =>
    [...row.matchAll(/<a:tc\b[\s\S]*?<\/a:tc>/g)].map(([cell]) => paragraphs(cell).join('; ')),
  );
}

function paragraphs(xml: string): string[] {
  return [...xml.matchAll(/<a:p\b[^>]*?(?:\/>|>([\s\S]*?)<\/a:p>)/g)]
    .map(([, body]) => runs(body ?? ''))
    .filter((text) => text.trim() !== '');
}

function runs(xml: string): string {
  return [...xml.matchAll(/<a:t>([\s\S]*?)<\/a:t>|<a:br\b/g)]
    .map(([, text]) => (text === undefined ? ' ' : decode(text)))
    .join('');
}

function decode(xml: string): string {
  return xml.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[name] ?? all;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x10ffff ? '' : String.fromCodePoint(code);
  });
}
