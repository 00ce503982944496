/** A whole presentation as the Slides API tells it, read from its PowerPoint file. */
import { first } from '../../../presentation/xml.ts';
import { type Deck, type Part, pageSize } from './deck.ts';
import { elementsOf, partId, slideId } from './elements.ts';
import { type Page, pageElements } from './page-wire.ts';
import { emu } from './place.ts';

/** What the file does not know of itself. */
export interface Identity {
  id: string;
  title: string;
  revision: string;
}

export async function presentationToWire(deck: Deck, identity: Identity): Promise<object> {
  const masters = await mastersOf(deck);
  const layouts = (await Promise.all(masters.map((master) => layoutsOf(deck, master)))).flat();
  const { width, height } = pageSize(deck);
  return {
    presentationId: identity.id,
    title: identity.title,
    revisionId: identity.revision,
    locale: 'en',
    pageSize: { width: emu(width), height: emu(height) },
    slides: await Promise.all(deck.slides.map((slide) => slideToWire(deck, slide))),
    masters: masters.map((page) => ({
      ...pageToWire(page, 'MASTER'),
      masterProperties: { displayName: displayName(page.part) },
    })),
    layouts: layouts.map((page) => ({
      ...pageToWire(page, 'LAYOUT'),
      layoutProperties: {
        masterObjectId: page.above[0]?.id,
        name: displayName(page.part),
        displayName: displayName(page.part),
      },
    })),
  };
}

function pageToWire(page: Page, pageType: string): object {
  return { objectId: page.id, pageType, pageElements: pageElements(page) };
}

function displayName(part: Part): string {
  return first(part.root, 'p:cSld')?.attributes.name ?? partId(part);
}

async function mastersOf(deck: Deck): Promise<Page[]> {
  const relations = [...deck.main.relations.values()].filter(({ kind }) => kind === 'slideMaster');
  const parts = await Promise.all(relations.map(({ target }) => deck.part(target)));
  return parts.map((part) => ({ id: partId(part), part, above: [] }));
}

async function layoutsOf(deck: Deck, master: Page): Promise<Page[]> {
  const relations = [...master.part.relations.values()];
  const targets = relations.filter(({ kind }) => kind === 'slideLayout');
  const parts = await Promise.all(targets.map(({ target }) => deck.part(target)));
  return parts.map((part) => ({ id: partId(part), part, above: [master] }));
}

async function slideToWire(deck: Deck, slide: Part): Promise<object> {
  const page = await slidePage(deck, slide);
  const [layout, master] = page.above;
  const notes = await notesToWire(deck, slide);
  const isSkipped = slide.root.attributes.show === '0';
  return {
    ...pageToWire(page, 'SLIDE'),
    slideProperties: {
      ...(layout ? { layoutObjectId: layout.id } : {}),
      ...(master ? { masterObjectId: master.id } : {}),
      ...(notes ? { notesPage: notes } : {}),
      ...(isSkipped ? { isSkipped } : {}),
    },
  };
}

/** A slide with the layout and the master it takes after. */
export async function slidePage(deck: Deck, slide: Part): Promise<Page> {
  const layout = await deck.related(slide, 'slideLayout');
  const master = layout && (await deck.related(layout, 'slideMaster'));
  const above = master ? [{ id: partId(master), part: master, above: [] }] : [];
  return {
    id: slideId(deck, slide),
    part: slide,
    above: layout ? [{ id: partId(layout), part: layout, above }, ...above] : above,
  };
}

async function notesToWire(deck: Deck, slide: Part): Promise<object | null> {
  const part = await deck.related(slide, 'notesSlide');
  if (!part) return null;
  const page: Page = { id: partId(part), part, above: [] };
  const speaker = elementsOf(part, page.id).find(
    ({ node }) => first(node, 'p:ph')?.attributes.type === 'body',
  );
  return {
    ...pageToWire(page, 'NOTES'),
    ...(speaker ? { notesProperties: { speakerNotesObjectId: speaker.id } } : {}),
  };
}
