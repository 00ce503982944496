/**
 * The words of a generated page, read from its text without making a document of it: nothing in it
 * can run, be fetched or be styled. What comes out is shown as text, so markup that is missed shows
 * as words and does no more. Pure.
 */
import { unescaped } from './entities.ts';

export interface Block {
  /** 1..6 for a heading, 0 for anything else. */
  level: number;
  text: string;
}

export interface Outline {
  blocks: Block[];
  isWhole: boolean;
}

const BLOCKS_MAX = 60;
const BLOCK = /<(h[1-6]|p|li|dt|dd|th|td|figcaption|summary)\b[^>]*>/gi;
const UNSEEN = /<(script|style|head|template|svg)\b.*?<\/\1\s*>|<!--.*?-->/gis;

export function outlineOf(html: string): Outline {
  const seen = html.replaceAll(UNSEEN, ' ');
  const starts = [...seen.matchAll(BLOCK)];
  const blocks = starts.flatMap((start, index): Block[] => {
    const from = start.index + start[0].length;
    const inner = seen.slice(from, starts[index + 1]?.index ?? seen.length);
    const text = unescaped(inner.replaceAll(/<[^>]*>/g, ' '))
      .replaceAll(/\s+/g, ' ')
      .trim();
    const level = Number(/^h([1-6])$/i.exec(start[1] ?? '')?.[1] ?? 0);
    return text === '' ? [] : [{ level, text }];
  });
  return { blocks: blocks.slice(0, BLOCKS_MAX), isWhole: blocks.length <= BLOCKS_MAX };
}
