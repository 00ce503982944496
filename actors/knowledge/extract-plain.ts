/** Plain text: blank lines part paragraphs; underlined and numbered lines are headings. */
import { createBlockWriter } from './block-writer.ts';
import type { Extraction } from './extraction.ts';

const BULLET = /^(\s*)(?:[-*•–·]|\(?\d{1,2}[.)]|[a-z][.)])\s+(.+)$/;
const UNDERLINE = /^\s*([=\-~^])\1{2,}\s*$/;
const NUMBERED = /^\s*\d{1,2}(\.\d{1,2}){0,3}\.?\s+[A-Z][^.!?:;]{2,70}$/;
const SHOUTED = /^[A-Z][A-Z0-9 ,&/'-]{3,70}$/;

/** Reads plain text. */
export function extractPlain(source: string): Extraction {
  const writer = createBlockWriter(null);
  for (const part of source.replace(/\r\n?/g, '\n').split(/\n\s*\n/)) {
    const lines = part.split('\n').filter((line) => line.trim() !== '');
    const rest = takeHeading(lines, (level, text) => writer.heading(level, text));
    if (rest.length === 0) continue;
    const firstBullet = rest.findIndex((line) => BULLET.test(line));
    if (firstBullet < 0) writer.paragraph(rest.join(' '));
    else {
      writer.paragraph(rest.slice(0, firstBullet).join(' '));
      writer.list(listItems(rest.slice(firstBullet)));
    }
  }
  return writer.finish();
}

function takeHeading(lines: string[], heading: (level: number, text: string) => void): string[] {
  const [first = '', second = ''] = lines;
  const underline = UNDERLINE.exec(second);
  if (underline !== null) {
    heading(underline[1] === '=' ? 1 : 2, first);
    return lines.slice(2);
  }
  if (lines.length !== 1) return lines;
  const numbered = NUMBERED.exec(first);
  if (numbered === null && !SHOUTED.test(first.trim())) return lines;
  heading(1 + (first.match(/\d\.\d/g)?.length ?? 0), first);
  return [];
}

function listItems(lines: string[]): { text: string; level: number }[] {
  const items: { text: string; indent: number }[] = [];
  for (const line of lines) {
    const bullet = BULLET.exec(line);
    const last = items.at(-1);
    if (bullet !== null) items.push({ text: bullet[2] ?? '', indent: bullet[1]?.length ?? 0 });
    else if (last !== undefined) last.text += ` ${line}`;
  }
  const indents = [...new Set(items.map((item) => item.indent))].sort((a, b) => a - b);
  return items.map(({ text, indent }) => ({ text, level: indents.indexOf(indent) }));
}
