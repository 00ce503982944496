/** PptxGenJS behind one door: its type declarations are CommonJS while its module is not. */
import PptxGenJS from 'pptxgenjs';

export type Deck = PptxGenJS.default;
export type Page = PptxGenJS.default.Slide;
export type Master = PptxGenJS.default.SlideMasterProps;

/** A new, empty presentation. */
export function newDeck(): Deck {
  // What the declarations call `default` is the default export itself at run time.
  return new (PptxGenJS as unknown as typeof PptxGenJS.default)();
}
