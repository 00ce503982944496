/**
 * Drawings with axes. Each stands right above a table with the same figures and is hidden from
 * screen readers; its words are part of the drawing, which scrolls rather than shrinks on a phone.
 */
import { html, type Markup, type Piece } from './markup.ts';

/** What a drawing spans, in the units of its data. */
export interface Frame {
  x: readonly [number, number];
  y: readonly [number, number];
  xTicks: readonly Tick[];
  yTicks: readonly Tick[];
  xTitle: string;
  yTitle: string;
}

export interface Tick {
  at: number;
  text: string;
}

const WIDTH = 720;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 16;
const TOP = 14;
const BOTTOM = 56;

/** Where a value of the data lies in the drawing. */
export interface Place {
  x(value: number): number;
  y(value: number): number;
}

export function placeIn({ x, y }: Frame): Place {
  const [x0, x1] = x;
  const [y0, y1] = y;
  return {
    x: (value) => round(LEFT + ((value - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT)),
    y: (value) => round(HEIGHT - BOTTOM - ((value - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM)),
  };
}

/** The drawing in its frame; `inside` is drawn by whoever knows the data. */
export function plot(legend: Piece, frame: Frame, inside: (place: Place) => Piece): Markup {
  const place = placeIn(frame);
  const [left, right] = [LEFT, WIDTH - RIGHT];
  const [top, bottom] = [TOP, HEIGHT - BOTTOM];
  return html`<figure class="plot" aria-hidden="true"><figcaption>${legend}</figcaption>
<div class="sheet"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" focusable="false">
${frame.yTicks.map(
  ({ at, text }) =>
    html`<line class="grid" x1="${left}" x2="${right}" y1="${place.y(at)}" y2="${place.y(at)}"/><text class="tick end" x="${left - 8}" y="${place.y(at) + 4}">${text}</text>`,
)}
${frame.xTicks.map(
  ({ at, text }) =>
    html`<line class="axis" x1="${place.x(at)}" x2="${place.x(at)}" y1="${bottom}" y2="${bottom + 5}"/><text class="tick middle" x="${place.x(at)}" y="${bottom + 19}">${text}</text>`,
)}
${inside(place)}
<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
<text class="name middle" x="${(left + right) / 2}" y="${HEIGHT - 10}">${frame.xTitle}</text>
<text class="name middle" transform="translate(15 ${(top + bottom) / 2}) rotate(-90)">${frame.yTitle}</text>
</svg></div></figure>`;
}

/** A filled part of the sheet, between two corners given in data. */
export function area(
  place: Place,
  from: readonly [number, number],
  to: readonly [number, number],
  kind: string,
): Markup {
  const [x, y] = [place.x(from[0]), place.y(to[1])];
  return html`<rect class="${kind}" x="${x}" y="${y}" width="${round(place.x(to[0]) - x)}" height="${round(place.y(from[1]) - y)}"/>`;
}

/** A numbered dot; a small one without its number where there are many. */
export function dot(x: number, y: number, label: string | null, kind: string): Markup {
  if (label === null) return html`<circle class="${kind} dot" cx="${x}" cy="${y}" r="5"/>`;
  return html`<circle class="${kind} dot" cx="${x}" cy="${y}" r="10.5"/><text class="on-dot middle" x="${x}" y="${y + 4}">${label}</text>`;
}

/** A dashed upright line with its word at the top. */
export function upright(place: Place, at: number, frame: Frame, word: string): Markup {
  const x = place.x(at);
  const isFarRight = x > WIDTH - 140;
  return html`<line class="mark" x1="${x}" x2="${x}" y1="${place.y(frame.y[0])}" y2="${place.y(frame.y[1])}"/><text class="tick ${isFarRight ? 'end' : ''}" x="${isFarRight ? x - 6 : x + 6}" y="${TOP + 12}">${word}</text>`;
}

/** A line through points of the data. */
export function curve(place: Place, points: readonly (readonly [number, number])[]): Markup {
  const path = points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${place.x(x)} ${place.y(y)}`);
  return html`<path class="curve" d="${path.join(' ')}"/>`;
}

/** Ticks at even steps. */
export function ticks(
  from: number,
  to: number,
  step: number,
  text: (at: number) => string = String,
): Tick[] {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, index) => {
    const at = Math.round((from + index * step) * 1e6) / 1e6;
    return { at, text: text(at) };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
