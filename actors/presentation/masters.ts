/** The five masters of a deck, each with a real title placeholder, as PptxGenJS definitions. */

import type { Deck, Master } from './pptx.ts';
import { COLOURS, COVER_BOX, FONT, PAGE, SIZES, TITLE_BOX } from './theme.ts';

/** Names of the masters, in the order they are defined. */
export const MASTERS = ['TITLE', 'BODY', 'CHART', 'TABLE', 'SOURCES'] as const;
export type MasterName = (typeof MASTERS)[number];

/** Defines every master on a presentation; `foot` is the line at the bottom of each slide. */
export function defineMasters(deck: Deck, foot: string): void {
  deck.defineSlideMaster(cover());
  for (const title of MASTERS.slice(1)) deck.defineSlideMaster(inner(title, foot));
}

function cover(): Master {
  return {
    title: 'TITLE',
    background: { color: COLOURS.deep },
    objects: [
      { rect: { x: 0, y: 0, w: 0.28, h: PAGE.height, fill: { color: COLOURS.ochre } } },
      titlePlaceholder(COVER_BOX, COLOURS.white),
    ],
  };
}

function inner(title: string, foot: string): Master {
  const accent = title === 'SOURCES' ? COLOURS.teal : COLOURS.ochre;
  return {
    title,
    background: { color: COLOURS.paper },
    objects: [
      { rect: { x: PAGE.left, y: 0.46, w: 0.6, h: 0.07, fill: { color: accent } } },
      titlePlaceholder(TITLE_BOX, COLOURS.deep),
      {
        line: {
          x: PAGE.left,
          y: PAGE.foot,
          w: PAGE.inner,
          h: 0,
          line: { color: COLOURS.line, width: 1 },
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
            color: COLOURS.muted,
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
      color: COLOURS.muted,
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
