/** A PowerPoint file as the pages it is made of, each a tree that can be read and changed. */
import JSZip from 'jszip';
import { all, first, type Node, parseXml, writeXml } from '../../../presentation/xml.ts';
import { invalid } from '../wire.ts';

export interface Relation {
  /** Last part of its type: `slideLayout`, `notesSlide`, `hyperlink`. */
  kind: string;
  /** Path of a part of the file, or the address of what lies elsewhere. */
  target: string;
}

/** One part of the file: a slide, a layout, a master, notes. */
export interface Part {
  path: string;
  root: Node;
  relations: Map<string, Relation>;
}

export interface Deck {
  /** In the order in which they are shown. */
  slides: Part[];
  /** The tree of `ppt/presentation.xml` with its relations. */
  main: Part;
  part(path: string): Promise<Part>;
  /** The part of that kind this one refers to, if any. */
  related(part: Part, kind: string): Promise<Part | null>;
  /** Adds a part under a path that is free. */
  add(part: Part): void;
  /** The file as it is now. */
  bytes(at: number): Promise<Uint8Array>;
}

const MAIN = 'ppt/presentation.xml';

/** Opens a PowerPoint file; a 400 says when it is none. */
export async function openDeck(bytes: Uint8Array): Promise<Deck> {
  const zip = await JSZip.loadAsync(bytes).catch(() => null);
  if (!zip?.file(MAIN)) throw invalid('The content is not a PowerPoint presentation (.pptx).');
  const parts = new Map<string, Part>();
  const part = async (path: string): Promise<Part> => {
    const known = parts.get(path);
    if (known) return known;
    const opened = await readPart(zip, path);
    parts.set(path, opened);
    return opened;
  };
  const main = await part(MAIN);
  const slides: Part[] = [];
  for (const { attributes } of all(main.root, 'p:sldId')) {
    const target = main.relations.get(attributes['r:id'] ?? '')?.target;
    if (target && zip.file(target)) slides.push(await part(target));
  }
  return {
    slides,
    main,
    part,
    related: async (from, kind) => {
      const relation = [...from.relations.values()].find((one) => one.kind === kind);
      return relation && zip.file(relation.target) ? part(relation.target) : null;
    },
    add: (made) => {
      parts.set(made.path, made);
    },
    bytes: (at) => writeParts(zip, parts, new Date(at)),
  };
}

async function readPart(zip: JSZip, path: string): Promise<Part> {
  const xml = await zip.file(path)?.async('string');
  if (xml === undefined) throw invalid(`The presentation lacks its part ${path}.`);
  return { path, root: parse(xml, path), relations: await readRelations(zip, path) };
}

function parse(xml: string, path: string): Node {
  try {
    return parseXml(xml);
  } catch {
    throw invalid(`The presentation's part ${path} cannot be read.`);
  }
}

async function readRelations(zip: JSZip, path: string): Promise<Map<string, Relation>> {
  const xml = await zip.file(relationsOf(path))?.async('string');
  const relations = new Map<string, Relation>();
  if (xml === undefined) return relations;
  for (const { attributes } of all(parse(xml, relationsOf(path)), 'Relationship')) {
    const { Id = '', Type = '', Target = '', TargetMode } = attributes;
    const kind = Type.slice(Type.lastIndexOf('/') + 1);
    // The base resolves `../slideLayouts/slideLayout1.xml` as a file system would.
    const inside = new URL(Target, `file:///${path}`).pathname.slice(1);
    relations.set(Id, { kind, target: TargetMode === 'External' ? Target : inside });
  }
  return relations;
}

/** Where a part's relations are kept. */
export function relationsOf(path: string): string {
  return path.replace(/([^/]+)$/, '_rels/$1.rels');
}

async function writeParts(zip: JSZip, parts: Map<string, Part>, date: Date): Promise<Uint8Array> {
  for (const { path, root } of parts.values()) {
    zip.file(path, writeXml(root), { date, createFolders: false });
  }
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE', platform: 'DOS' });
}

/** Width and height of a page in EMU. */
export function pageSize(deck: Deck): { width: number; height: number } {
  const size = first(deck.main.root, 'p:sldSz')?.attributes;
  return { width: Number(size?.cx ?? 9144000), height: Number(size?.cy ?? 6858000) };
}
