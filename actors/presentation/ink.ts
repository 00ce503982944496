/** Setting text on a slide with the deck's type, without margins that would upset the budget. */

import type { Box } from './boxes.ts';
import type { Page } from './pptx.ts';
import { COLOURS, FONT } from './theme.ts';

/** How a text looks; colours are hex without `#`. */
export interface Look {
  sizePt: number;
  color?: string;
  bold?: boolean;
  align?: 'left' | 'center' | 'right';
  valign?: 'top' | 'middle' | 'bottom';
}

/** Puts a named text box; names are what the checker pairs statements and sources by. */
export function write(page: Page, name: string, text: string, box: Box, look: Look): void {
  page.addText(text, {
    ...box,
    objectName: name,
    margin: 0,
    fontFace: FONT,
    fontSize: look.sizePt,
    bold: look.bold ?? false,
    color: look.color ?? COLOURS.ink,
    align: look.align ?? 'left',
    valign: look.valign ?? 'top',
    fit: 'none',
  });
}

/** Puts a plain coloured shape, decoration only. */
export function block(page: Page, name: string, box: Box, fill: string, round = false): void {
  page.addShape(round ? 'roundRect' : 'rect', {
    ...box,
    objectName: name,
    fill: { color: fill },
    ...(round ? { rectRadius: 0.08 } : {}),
  });
}
