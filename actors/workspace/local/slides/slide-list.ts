/** The slides of a presentation and their order: adding, removing, moving. */
import { first, make } from '../../../presentation/xml.ts';
import { invalid } from '../wire.ts';
import { type Deck, type Part, relationsOf } from './deck.ts';
import { OBJECT_ID, partId, slideId } from './elements.ts';

export interface NewSlide {
  objectId?: string;
  insertionIndex?: number;
  slideLayoutReference?: { layoutId?: string; predefinedLayout?: string };
  placeholderIdMappings?: unknown[];
}

const TYPE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const SLIDE_CONTENT = 'application/vnd.openxmlformats-officedocument.presentationml.slide+xml';

/** Adds an empty slide; its layout is the one named, else the first slide's. */
export async function createSlide(deck: Deck, wanted: NewSlide): Promise<object> {
  const { objectId, insertionIndex = deck.slides.length } = wanted;
  if (wanted.placeholderIdMappings?.length) {
    throw invalid('The local workspace makes slides without placeholders of their own ids.');
  }
  if (objectId !== undefined) assertFree(deck, objectId);
  if (insertionIndex < 0 || insertionIndex > deck.slides.length) {
    throw invalid('createSlide.insertionIndex is out of range.');
  }
  const slide = await addPart(deck, objectId, await layoutFor(deck, wanted));
  deck.slides.splice(insertionIndex, 0, slide);
  writeOrder(deck);
  return { objectId: slideId(deck, slide) };
}

function assertFree(deck: Deck, id: string): void {
  if (!OBJECT_ID.test(id)) throw invalid(`The object ID (${id}) is not valid.`);
  if (deck.slides.some((slide) => slideId(deck, slide) === id)) {
    throw invalid(`The object ID (${id}) should be unique among all pages and page elements.`);
  }
}

async function layoutFor(deck: Deck, { slideLayoutReference }: NewSlide): Promise<string> {
  const { layoutId, predefinedLayout } = slideLayoutReference ?? {};
  const own = deck.slides[0] && (await deck.related(deck.slides[0], 'slideLayout'));
  const master = own && (await deck.related(own, 'slideMaster'));
  const layouts = [...(master?.relations.values() ?? [])].filter(
    ({ kind }) => kind === 'slideLayout',
  );
  if (layoutId !== undefined) {
    const paths = await Promise.all(layouts.map(({ target }) => deck.part(target)));
    const found = paths.find((part) => partId(part) === layoutId);
    if (!found) throw invalid(`The layout (${layoutId}) could not be found.`);
    return found.path;
  }
  if (predefinedLayout !== undefined && predefinedLayout !== 'BLANK') {
    throw invalid('Of the predefined layouts the local workspace knows BLANK; name a layoutId.');
  }
  const path = own?.path ?? layouts[0]?.target;
  if (path === undefined) throw invalid('The presentation has no layout to make a slide of.');
  return path;
}

async function addPart(deck: Deck, objectId: string | undefined, layout: string): Promise<Part> {
  const types = await deck.part('[Content_Types].xml');
  const numbers = types.root.children.map(({ attributes }) =>
    Number(/^\/ppt\/slides\/slide(\d+)\.xml$/.exec(attributes.PartName ?? '')?.[1] ?? 0),
  );
  const path = `ppt/slides/slide${Math.max(0, ...numbers) + 1}.xml`;
  const part: Part = {
    path,
    root: emptySlide(objectId),
    relations: new Map([['rId1', { kind: 'slideLayout', target: layout }]]),
  };
  types.root.children.push(make('Override', { PartName: `/${path}`, ContentType: SLIDE_CONTENT }));
  deck.add(part);
  deck.add({
    path: relationsOf(path),
    root: make('Relationships', { xmlns: RELATIONSHIPS }, [
      make('Relationship', { Id: 'rId1', Type: `${TYPE}/slideLayout`, Target: `/${layout}` }),
    ]),
    relations: new Map(),
  });
  await announce(deck, part);
  return part;
}

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';

function emptySlide(objectId: string | undefined): Part['root'] {
  const nothing = make('p:nvGrpSpPr', {}, [
    make('p:cNvPr', { id: '1', name: '' }),
    make('p:cNvGrpSpPr'),
    make('p:nvPr'),
  ]);
  const tree = make('p:spTree', {}, [nothing, make('p:grpSpPr')]);
  return make(
    'p:sld',
    {
      'xmlns:a': 'http://schemas.openxmlformats.org/drawingml/2006/main',
      'xmlns:r': TYPE,
      'xmlns:p': 'http://schemas.openxmlformats.org/presentationml/2006/main',
    },
    [make('p:cSld', objectId === undefined ? {} : { name: objectId }, [tree])],
  );
}

/** Tells the presentation of a new part, under an id of a relation that is free. */
async function announce(deck: Deck, part: Part): Promise<void> {
  const list = await deck.part(relationsOf(deck.main.path));
  let number = deck.main.relations.size + 1;
  while (deck.main.relations.has(`rId${number}`)) number += 1;
  const Id = `rId${number}`;
  deck.main.relations.set(Id, { kind: 'slide', target: part.path });
  list.root.children.push(
    make('Relationship', { Id, Type: `${TYPE}/slide`, Target: `/${part.path}` }),
  );
}

/** Takes a slide out of the order; a presentation keeps at least one. */
export function removeSlide(deck: Deck, slide: Part): void {
  if (deck.slides.length === 1)
    throw invalid('The last slide of a presentation cannot be deleted.');
  deck.slides.splice(deck.slides.indexOf(slide), 1);
  writeOrder(deck);
}

/** Moves slides together; the index counts places as they are before the move. */
export function placeSlides(
  deck: Deck,
  {
    slideObjectIds = [],
    insertionIndex = 0,
  }: { slideObjectIds?: string[]; insertionIndex?: number },
): void {
  const moved = deck.slides.filter((slide) => slideObjectIds.includes(slideId(deck, slide)));
  if (moved.length === 0 || moved.length !== slideObjectIds.length) {
    throw invalid('updateSlidesPosition.slideObjectIds must name slides of this presentation.');
  }
  if (insertionIndex < 0 || insertionIndex > deck.slides.length) {
    throw invalid('updateSlidesPosition.insertionIndex is out of range.');
  }
  const stays = (slide: Part): boolean => !moved.includes(slide);
  const before = deck.slides.slice(0, insertionIndex).filter(stays);
  const behind = deck.slides.slice(insertionIndex).filter(stays);
  deck.slides.splice(0, deck.slides.length, ...before, ...moved, ...behind);
  writeOrder(deck);
}

/** Writes the order into the file; a slide keeps the number it has there. */
function writeOrder(deck: Deck): void {
  const list = first(deck.main.root, 'p:sldIdLst');
  if (!list) throw invalid('The presentation has no list of slides.');
  const entries = new Map(list.children.map((entry) => [entry.attributes['r:id'], entry]));
  let highest = Math.max(255, ...list.children.map(({ attributes }) => Number(attributes.id)));
  list.children = deck.slides.map((slide) => {
    const relation = [...deck.main.relations].find(([, { target }]) => target === slide.path)?.[0];
    highest += 1;
    return (
      entries.get(relation) ?? make('p:sldId', { id: String(highest), 'r:id': relation ?? '' })
    );
  });
}
