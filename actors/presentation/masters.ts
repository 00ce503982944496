/** The five masters of a deck, each with a real title placeholder, as PptxGenJS definitions. */

import type { Deck, Master } from './pptx.ts';
import { COVER_BOX, FONT, PAGE, type Palette, SIZES, TITLE_BOX } from './theme.ts';

/** Names of the masters, in the order they are defined. */
export const MASTERS = ['TITLE', 'BODY', 'CHART', 'TABLE', 'SOURCES'] as const;
export type MasterName = (typeof MASTERS)[number];

/** Defines every master on a presentation; `foot` is the line at the bottom of each slide. */
export function defineMasters(deck: Deck, foot: string, colours: Palette): void {
  deck.defineSlideMaster(cover(colours));
  for (const title of MASTERS.slice(1)) deck.defineSlideMaster(inner(title, foot, colours));
}

function cover(colours: Palette): Master {
  return {
    title: 'TITLE',
    background: { color: colours.head },
    objects: [
      { rect: { x: 0, y: 0, w: 0.28, h: PAGE.height, fill: { color: colours.accent } } },
      titlePlaceholder(COVER_BOX, colours.onHead),
    ],
  };
}

function inner(title: string, foot: string, colours: Palette): Master {
  return {
    title,
    background: { color: colours.paper },
    objects: [
      { rect: { x: PAGE.left, y: 0.46, w: 0.6, h: 0.07, fill: { color: colours.accent } } },
      titlePlaceholder(TITLE_BOX, colours.title),
      {
        line: {
          x: PAGE.left,
          y: PAGE.foot,
          w: PAGE.inner,
          h: 0,
          line: { color: colours.line, width: 1 },
        },
      },
      {
        text: {
          text: foot,
          options: {
            x: PAGE.left,
            y: PAGE.foot + 0.08,
            w: 10,
            h: 0.3,
            margin: 0,
            fontFace: FONT,
            fontSize: SIZES.foot,
            color: colours.muted,
            valign: 'middle',
          },
        },
      },
    ],
    slideNumber: {
      x: PAGE.left + PAGE.inner - 0.8,
      y: PAGE.foot + 0.08,
      w: 0.8,
      h: 0.3,
      margin: 0,
      align: 'right',
      fontFace: FONT,
      fontSize: SIZES.foot,
      color: colours.muted,
    },
  };
}

function titlePlaceholder(box: typeof TITLE_BOX, color: string) {
  return {
    placeholder: {
      options: {
        name: 'title',
        type: 'title' as const,
        x: box.x,
        y: box.y,
        w: box.w,
        h: box.h,
        margin: 0,
        align: 'left' as const,
        valign: 'middle' as const,
        fontFace: FONT,
        fontSize: box.sizePt,
        bold: true,
        color,
      },
      text: '',
    },
  };
}
