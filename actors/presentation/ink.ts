/** Setting text on a slide with the deck's type, without margins that would upset the budget. */

import type { Box } from './boxes.ts';
import { type Direction, directionOf } from './languages.ts';
import type { Page } from './pptx.ts';
import { FONT, type Palette } from './theme.ts';

/** A slide being drawn, and the colours of its deck. */
export interface Sheet {
  page: Page;
  colours: Palette;
}

/** How a text looks; colours are hex without `#`. */
export interface Look {
  sizePt: number;
  color?: string;
  bold?: boolean;
  align?: 'left' | 'center' | 'right';
  valign?: 'top' | 'middle' | 'bottom';
}

/** Puts a named text box; names are what the checker pairs statements and sources by. */
export function write(sheet: Sheet, name: string, text: string, box: Box, look: Look): void {
  const direction: Direction = directionOf(text);
  sheet.page.addText(text, {
    ...box,
    objectName: name,
    margin: 0,
    fontFace: FONT,
    fontSize: look.sizePt,
    bold: look.bold ?? false,
    color: look.color ?? sheet.colours.ink,
    align: look.align ?? (direction === 'rtl' ? 'right' : 'left'),
    rtlMode: direction === 'rtl',
    valign: look.valign ?? 'top',
    fit: 'none',
  });
}

/** Puts a plain coloured shape, decoration only. */
export function block(sheet: Sheet, name: string, box: Box, fill: string): void {
  sheet.page.addShape('rect', { ...box, objectName: name, fill: { color: fill } });
}

/** Puts a rounded card to write on, outlined where the theme wants it. */
export function cardBlock(sheet: Sheet, name: string, box: Box, fill: string): void {
  const { edge } = sheet.colours;
  sheet.page.addShape('roundRect', {
    ...box,
    objectName: name,
    fill: { color: fill },
    rectRadius: 0.08,
    ...(edge === null ? {} : { line: { color: edge, width: 1.5 } }),
  });
}
