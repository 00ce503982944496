/** A deck's words, slide by slide, read from its file. Pure. */
import { unescaped } from './entities.ts';
import { textsIn } from './zip-entries.ts';

export interface Slide {
  number: number;
  title: string;
  lines: string[];
  /** Rows of its table, if it has one. */
  table: string[][];
  notes: string[];
}

const SLIDE = /^ppt\/slides\/slide(\d+)\.xml$/;
const NOTES = /^ppt\/notesSlides\/notesSlide(\d+)\.xml$/;

/** Throws where it is no deck. */
export async function slidesOf(file: ArrayBuffer): Promise<Slide[]> {
  const texts = await textsIn(file, (name) => SLIDE.test(name) || NOTES.test(name));
  const slides = [...texts].flatMap(([name, xml]) => {
    const number = Number(SLIDE.exec(name)?.[1] ?? 0);
    if (number === 0) return [];
    return [slideOf(number, xml, texts.get(`ppt/notesSlides/notesSlide${number}.xml`) ?? '')];
  });
  if (slides.length === 0) throw new Error('There are no slides in it.');
  return slides.sort((a, b) => a.number - b.number);
}

function slideOf(number: number, xml: string, notes: string): Slide {
  const shapes = shapesIn(xml);
  const isTitle = (shape: string): boolean => /<p:ph[^>]*type="(title|ctrTitle)"/.test(shape);
  const title = shapes.filter(isTitle).flatMap(paragraphsIn).join(' ');
  const lines = shapes.filter((shape) => !isTitle(shape)).flatMap(paragraphsIn);
  const table = [...xml.matchAll(/<a:tr[ >].*?<\/a:tr>/gs)].map(([row]) =>
    [...row.matchAll(/<a:tc[ >].*?<\/a:tc>/gs)].map(([cell]) => paragraphsIn(cell).join(' ')),
  );
  return { number, title, lines, table, notes: shapesIn(notes).flatMap(paragraphsIn) };
}

/** Shapes with text of their own; the slide's number is none. */
function shapesIn(xml: string): string[] {
  return [...xml.matchAll(/<p:sp>.*?<\/p:sp>/gs)]
    .map(([shape]) => shape)
    .filter((shape) => !/type="sldNum"/.test(shape));
}

function paragraphsIn(xml: string): string[] {
  return [...xml.matchAll(/<a:p>.*?<\/a:p>/gs)].flatMap(([paragraph]) => {
    const text = [...paragraph.matchAll(/<a:t>([^<]*)<\/a:t>/g)].map(([, part]) => part).join('');
    return text.trim() === '' ? [] : [unescaped(text)];
  });
}
