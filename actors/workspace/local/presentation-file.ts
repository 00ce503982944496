/** PowerPoint files that become presentations: the ones handed in, and the empty one. */
import { openDeck } from './slides/deck.ts';
import { invalid } from './wire.ts';

/** A 400 unless these bytes can be read as a presentation with at least one slide. */
export async function assertPresentation(bytes: Uint8Array): Promise<void> {
  const deck = await openDeck(bytes);
  if (deck.slides.length === 0) throw invalid('The presentation has no slides.');
}

/** One slide without anything on it. */
export async function emptyPresentation(title: string): Promise<Uint8Array> {
  // Only a presentation that is made of nothing needs the writer, and it takes its time to load.
  const { newDeck } = await import('../../presentation/pptx.ts');
  const deck = newDeck();
  deck.title = title;
  deck.addSlide();
  return (await deck.write({ outputType: 'uint8array' })) as Uint8Array;
}
