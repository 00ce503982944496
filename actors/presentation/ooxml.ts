/**
 * Mends what PptxGenJS 4.0.1 leaves wrong in a file: table headers without their flag (issue
 * 1299), object ids used twice on a slide, empty placeholders, missing descriptions, dates of now.
 * Reconsider each when the pinned version moves.
 */
import JSZip from 'jszip';
import { LANGUAGE, languageOf } from './languages.ts';
import type { Palette } from './theme.ts';
import { all, first, make, type Node, parseXml, textOf, word, writeXml } from './xml.ts';

/** Alternative texts by object name, one map a slide. */
export type Descriptions = ReadonlyMap<string, string>[];

/** What the pass writes into the file. */
export interface Mending {
  title: string;
  /** Date of the file, ms since 1970. */
  at: number;
  colours: Palette;
  descriptions: Descriptions;
  /** Intervals of the mastery chart's bars, in order. */
  intervals: { share: number; low: number; high: number }[];
}

/** Bytes below which setting a compressor up costs more than it saves; half the parts are smaller. */
const WORTH_DEFLATING = 1500;

/** Rewrites the package; the same input gives the same bytes. */
export async function mendOoxml(pptx: Uint8Array, mending: Mending): Promise<Buffer> {
  const zip = await JSZip.loadAsync(pptx);
  const out = new JSZip();
  const date = new Date(mending.at);
  for (const name of Object.keys(zip.files).sort(packageOrder)) {
    const file = zip.files[name];
    if (file === undefined || file.dir) continue;
    const bytes = await mendPart(name, file, mending);
    const compression = bytes.length < WORTH_DEFLATING ? 'STORE' : 'DEFLATE';
    out.file(renamed(name), bytes, { date, createFolders: false, compression });
  }
  return await out.generateAsync({
    type: 'nodebuffer',
    compression: 'DEFLATE',
    compressionOptions: { level: 4 },
    platform: 'DOS',
  });
}

/** PptxGenJS numbers charts by a counter of the process; a deck has one. */
function renamed(text: string): string {
  return text
    .replace(/(?<stem>charts\/(?:_rels\/)?chart)\d+(?=\.xml)/g, '$<stem>1')
    .replace(/(?<stem>Microsoft_Excel_Worksheet)\d+/g, '$<stem>1');
}

/** Readers expect the content types first. */
function packageOrder(a: string, b: string): number {
  const types = '[Content_Types].xml';
  if (a === types || b === types) return a === types ? -1 : 1;
  return a < b ? -1 : 1;
}

async function mendPart(
  name: string,
  file: JSZip.JSZipObject,
  mending: Mending,
): Promise<string | Uint8Array> {
  const slide = /^ppt\/slides\/slide(\d+)\.xml$/.exec(name)?.[1];
  if (slide !== undefined) {
    const tree = parseXml(await file.async('string'));
    mendSlide(tree, mending.descriptions[Number(slide) - 1] ?? new Map());
    return writeXml(tree);
  }
  if (/^ppt\/(slideLayouts|slideMasters|notesSlides)\/[^/]+\.xml$/.test(name)) {
    const tree = parseXml(await file.async('string'));
    renumber(tree);
    setLanguage(tree);
    return writeXml(tree);
  }
  if (/^ppt\/charts\/chart\d+\.xml$/.test(name)) {
    const tree = parseXml(await file.async('string'));
    addIntervals(tree, mending);
    return writeXml(tree);
  }
  if (/^ppt\/theme\/theme1\.xml$/.test(name)) {
    const tree = parseXml(await file.async('string'));
    setThemeColours(tree, mending.colours);
    return writeXml(tree);
  }
  if (/(\.rels|\[Content_Types\]\.xml)$/.test(name)) return renamed(await file.async('string'));
  if (name === 'docProps/core.xml') return mendCore(await file.async('string'), mending);
  if (name.endsWith('.xlsx')) return await redate(await file.async('uint8array'), mending.at);
  return await file.async('uint8array');
}

function mendSlide(tree: Node, descriptions: ReadonlyMap<string, string>): void {
  removeEmptyPlaceholders(tree);
  nameTitle(tree);
  renumber(tree);
  setLanguage(tree);
  for (const properties of all(tree, 'a:tblPr')) properties.attributes.firstRow = '1';
  for (const object of all(tree, 'p:cNvPr')) {
    const description = descriptions.get(object.attributes.name ?? '');
    if (description !== undefined) object.attributes.descr = description;
    else if (object.attributes.descr === '') delete object.attributes.descr;
  }
}

function removeEmptyPlaceholders(node: Node): void {
  node.children = node.children.filter((child) => {
    if (child.name !== 'p:sp' || first(child, 'p:ph') === undefined) return true;
    return textOf(child).trim() !== '' || first(child, 'a:fld') !== undefined;
  });
  for (const child of node.children) removeEmptyPlaceholders(child);
}

function nameTitle(tree: Node): void {
  for (const shape of all(tree, 'p:sp')) {
    const properties = first(shape, 'p:cNvPr');
    const type = first(shape, 'p:ph')?.attributes.type;
    if (properties === undefined || type === undefined) continue;
    if (type === 'title' || type === 'ctrTitle') properties.attributes.name = 'Title';
    if (type === 'sldNum') properties.attributes.name = 'Slide number';
  }
}

/** Ids must be unique on a slide: tables are counted apart from shapes and collide with them. */
function renumber(tree: Node): void {
  for (const [index, object] of all(tree, 'p:cNvPr').entries()) {
    object.attributes.id = String(index + 1);
  }
}

/** Each run in the language of its paragraph, so that it is read aloud as it is written. */
function setLanguage(tree: Node): void {
  for (const name of ['a:defRPr', 'a:endParaRPr']) {
    for (const properties of all(tree, name)) properties.attributes.lang = LANGUAGE;
  }
  for (const paragraph of all(tree, 'a:p')) {
    const lang = languageOf(textOf(paragraph));
    for (const run of [...all(paragraph, 'a:r'), ...all(paragraph, 'a:fld')]) {
      if (first(run, 'a:rPr') === undefined) run.children.unshift(make('a:rPr'));
    }
    for (const name of ['a:rPr', 'a:endParaRPr']) {
      for (const properties of all(paragraph, name)) properties.attributes.lang = lang;
    }
  }
}

/** What an educator adds by hand then comes in the deck's own colours. */
function setThemeColours(tree: Node, colours: Palette): void {
  const scheme: Record<string, string> = {
    ...{
      'a:dk1': colours.ink,
      'a:lt1': colours.paper,
      'a:dk2': colours.title,
      'a:lt2': colours.stripe,
    },
    ...{ 'a:accent1': colours.head, 'a:accent2': colours.accent, 'a:accent3': colours.gapBar },
    ...{ 'a:accent4': colours.masteredBar, 'a:accent5': colours.undeterminedBar },
    ...{ 'a:accent6': colours.numeral, 'a:hlink': colours.numeral, 'a:folHlink': colours.muted },
  };
  for (const [name, val] of Object.entries(scheme)) {
    const entry = first(tree, name);
    if (entry !== undefined) entry.children = [make('a:srgbClr', { val })];
  }
}

/** Error bars with the 80 % intervals; the schema wants them before the categories. */
function addIntervals(tree: Node, { intervals, colours }: Mending): void {
  const series = first(tree, 'c:ser');
  const at = series?.children.findIndex((child) => child.name === 'c:cat') ?? -1;
  if (series === undefined || at < 0 || intervals.length === 0) return;
  const value = (name: string, val: string) => make(name, { val });
  const numbers = (name: string, values: number[]) =>
    make(name, {}, [
      make('c:numLit', {}, [
        make('c:formatCode', {}, [word('General')]),
        value('c:ptCount', String(values.length)),
        ...values.map((each, index) =>
          make('c:pt', { idx: String(index) }, [make('c:v', {}, [word(each.toFixed(4))])]),
        ),
      ]),
    ]);
  const line = make('a:ln', { w: '28575' }, [
    make('a:solidFill', {}, [make('a:srgbClr', { val: colours.ink })]),
  ]);
  const bars = make('c:errBars', {}, [
    value('c:errBarType', 'both'),
    value('c:errValType', 'cust'),
    value('c:noEndCap', '0'),
    numbers(
      'c:plus',
      intervals.map((each) => Math.max(0, each.high - each.share)),
    ),
    numbers(
      'c:minus',
      intervals.map((each) => Math.max(0, each.share - each.low)),
    ),
    make('c:spPr', {}, [line]),
  ]);
  series.children.splice(at, 0, bars);
}

function mendCore(xml: string, mending: Mending): string {
  const tree = parseXml(xml);
  const when = new Date(mending.at).toISOString().replace(/\.\d{3}Z$/, 'Z');
  const set = (name: string, text: string) => {
    const known = first(tree, name);
    if (known !== undefined) known.children = [word(text)];
    else tree.children.push(make(name, {}, [word(text)]));
  };
  set('dc:title', mending.title);
  set('dc:subject', 'Remediation plan');
  set('dc:creator', 'PresGen');
  set('cp:lastModifiedBy', 'PresGen');
  set('dc:language', LANGUAGE);
  set('dcterms:created', when);
  set('dcterms:modified', when);
  return writeXml(tree);
}

async function redate(xlsx: Uint8Array, at: number): Promise<Uint8Array> {
  const zip = await JSZip.loadAsync(xlsx);
  const out = new JSZip();
  const when = new Date(at).toISOString();
  for (const name of Object.keys(zip.files).sort(packageOrder)) {
    const file = zip.files[name];
    if (file === undefined || file.dir) continue;
    const bytes =
      name === 'docProps/core.xml'
        ? (await file.async('string')).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, when)
        : await file.async('uint8array');
    out.file(name, bytes, { date: new Date(at), createFolders: false });
  }
  // The file it is put into deflates it as a whole.
  return await out.generateAsync({ type: 'uint8array', compression: 'STORE', platform: 'DOS' });
}
