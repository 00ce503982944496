/** Applies a batch of edits to a presentation's pages. Whoever calls stores the file, or nothing. */
import { first, make, type Node } from '../../../presentation/xml.ts';
import { invalid } from '../wire.ts';
import type { Deck, Part } from './deck.ts';
import { type Element, elementsOf, partId, slideId } from './elements.ts';
import { createSlide, type NewSlide, placeSlides, removeSlide } from './slide-list.ts';
import { cellsOf } from './table-wire.ts';
import { lengthOf, type Paragraph, readBody, writeBody } from './text-body.ts';
import { deleteText, insertText, replaceText } from './text-edit.ts';

interface Cell {
  rowIndex?: number;
  columnIndex?: number;
}

interface Text {
  objectId?: string;
  cellLocation?: Cell;
}

export interface SlidesRequest {
  createSlide?: NewSlide;
  deleteObject?: { objectId?: string };
  updateSlidesPosition?: { slideObjectIds?: string[]; insertionIndex?: number };
  insertText?: Text & { text?: string; insertionIndex?: number };
  deleteText?: Text & { textRange?: { type?: string; startIndex?: number; endIndex?: number } };
  replaceAllText?: {
    replaceText?: string;
    pageObjectIds?: string[];
    containsText?: { text?: string; matchCase?: boolean; searchByRegex?: boolean };
  };
}

/** Applies one request and returns its reply. */
export async function applyRequest(deck: Deck, request: SlidesRequest): Promise<object> {
  if (request.createSlide) return { createSlide: await createSlide(deck, request.createSlide) };
  if (request.replaceAllText) {
    return { replaceAllText: { occurrencesChanged: replaceAll(deck, request.replaceAllText) } };
  }
  if (request.deleteObject) await deleteObject(deck, request.deleteObject.objectId ?? '');
  else if (request.updateSlidesPosition) placeSlides(deck, request.updateSlidesPosition);
  else if (request.insertText) await edit(deck, request.insertText, insert(request.insertText));
  else if (request.deleteText) await edit(deck, request.deleteText, remove(request.deleteText));
  else {
    const name = Object.keys(request)[0] ?? '';
    throw invalid(`The local workspace's slides have no request "${name}".`);
  }
  return {};
}

type Change = (paragraphs: Paragraph[]) => Paragraph[];

function insert({ text, insertionIndex = 0 }: NonNullable<SlidesRequest['insertText']>): Change {
  if (!text) throw invalid('insertText.text is required.');
  return (paragraphs) => insertText(paragraphs, insertionIndex, text);
}

function remove({ textRange }: NonNullable<SlidesRequest['deleteText']>): Change {
  const { type, startIndex = 0, endIndex } = textRange ?? {};
  switch (type) {
    case 'ALL':
      return (paragraphs) => deleteText(paragraphs, 0, lengthOf(paragraphs));
    case 'FROM_START_INDEX':
      return (paragraphs) => deleteText(paragraphs, startIndex, lengthOf(paragraphs));
    case 'FIXED_RANGE':
      return (paragraphs) => deleteText(paragraphs, startIndex, endIndex ?? -1);
    default:
      throw invalid('deleteText.textRange.type must be ALL, FROM_START_INDEX or FIXED_RANGE.');
  }
}

async function edit(deck: Deck, at: Text, change: Change): Promise<void> {
  const element = await findElement(deck, at.objectId ?? '');
  const body = bodyOf(element, at.cellLocation);
  writeBody(body, change(readBody(body)));
}

/** Where the text of an element is, or of one of its cells. */
function bodyOf(element: Element, cell: Cell | undefined): Node {
  if (element.kind === 'table') {
    const row = first(element.node, 'a:tbl')?.children.filter(({ name }) => name === 'a:tr');
    const holder = row?.[cell?.rowIndex ?? 0];
    const body = holder && cellsOf(holder)[cell?.columnIndex ?? 0];
    if (!cell || !body) throw invalid('cellLocation names no cell of this table.');
    return ownBody(body, 'a:txBody');
  }
  if (element.kind !== 'shape' || cell) throw invalid(`${element.id} holds no such text.`);
  return ownBody(element.node, 'p:txBody');
}

function ownBody(holder: Node, name: string): Node {
  const known = holder.children.find((child) => child.name === name);
  if (known) return known;
  const made = make(name, {}, [make('a:bodyPr'), make('a:lstStyle'), make('a:p')]);
  holder.children.push(made);
  return made;
}

/** Every page with what lies on it: slides and their notes. */
async function everyPage(deck: Deck): Promise<{ id: string; elements: Element[] }[]> {
  const pages: { id: string; part: Part }[] = [];
  for (const slide of deck.slides) {
    pages.push({ id: slideId(deck, slide), part: slide });
    const notes = await deck.related(slide, 'notesSlide');
    if (notes) pages.push({ id: partId(notes), part: notes });
  }
  return pages.map(({ id, part }) => ({ id, elements: flat(elementsOf(part, id)) }));
}

function flat(elements: Element[]): Element[] {
  return elements.flatMap((element) => [element, ...flat(element.children)]);
}

async function findElement(deck: Deck, id: string): Promise<Element> {
  for (const page of await everyPage(deck)) {
    const element = page.elements.find((one) => one.id === id);
    if (element) return element;
  }
  throw invalid(`The object (${id}) could not be found.`);
}

async function deleteObject(deck: Deck, id: string): Promise<void> {
  const slide = deck.slides.find((one) => slideId(deck, one) === id);
  if (slide) return removeSlide(deck, slide);
  const { holder, node } = await findElement(deck, id);
  holder.children = holder.children.filter((child) => child !== node);
}

/** Counts what it replaced on the slides named, else on all; notes are left as they are. */
function replaceAll(deck: Deck, request: NonNullable<SlidesRequest['replaceAllText']>): number {
  const { containsText, replaceText: by = '', pageObjectIds = [] } = request;
  const text = containsText?.text ?? '';
  if (text === '') throw invalid('replaceAllText.containsText.text is required.');
  if (containsText?.searchByRegex) throw invalid('The local workspace searches no expressions.');
  const wanted = { text, matchCase: containsText?.matchCase ?? false };
  let count = 0;
  for (const slide of deck.slides) {
    const id = slideId(deck, slide);
    if (pageObjectIds.length > 0 && !pageObjectIds.includes(id)) continue;
    for (const body of bodiesBelow(slide.root)) {
      const replaced = replaceText(readBody(body), wanted, by);
      if (replaced.count > 0) writeBody(body, replaced.paragraphs);
      count += replaced.count;
    }
  }
  return count;
}

function bodiesBelow(node: Node): Node[] {
  if (node.name === 'p:txBody' || node.name === 'a:txBody') return [node];
  return node.children.flatMap(bodiesBelow);
}
