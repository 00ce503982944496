/** Draws one slide as SVG at 1280x720: words at the left, the presenter's column at the right. */
import { escapeMarkup, fitLines, wrap } from './type-setting.ts';

export const FRAME = { width: 1280, height: 720 };
/** Left edge of the presenter's column. */
export const COLUMN_X = 900;

/** What one slide shows. */
export interface SlideSpec {
  kind: 'opening' | 'topic' | 'closing';
  title: string;
  bullets: string[];
  topic: string;
  course: string;
  /** Where the words come from, in one short line; empty for opening and closing. */
  source: string;
  /** Counts from 0. */
  number: number;
  of: number;
  /** On every frame: says that voice (and presenter) are synthetic. */
  label: string;
}

const INK = {
  title: '#12213a',
  text: '#24324b',
  soft: '#51617a',
  accent: '#0b7a75',
  rule: '#d9dee6',
  paper: '#fbfaf6',
};
const LEFT = 72;

/** `scene` is SVG for the presenter's column, empty where another program fills it, or null to give the words the whole width. */
export function slideSvg(spec: SlideSpec, family: string, scene: string | null): string {
  const width = (scene === null ? FRAME.width : COLUMN_X) - LEFT - 64;
  const body = spec.kind === 'topic' ? topicBody(spec, width) : coverBody(spec, width);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${FRAME.width}" height="${FRAME.height}" viewBox="0 0 ${FRAME.width} ${FRAME.height}" font-family="${escapeMarkup(family)}">`,
    `<rect width="${FRAME.width}" height="${FRAME.height}" fill="${INK.paper}"/>`,
    `<rect width="14" height="${FRAME.height}" fill="${INK.accent}"/>`,
    body,
    footer(spec, width),
    scene ?? '',
    scene === '' ? '' : labelPill(spec.label, scene !== null),
    '</svg>',
  ].join('');
}

function topicBody(spec: SlideSpec, width: number): string {
  const title = fitLines(spec.title, [46, 42, 38, 34], width, 2, true);
  const parts = [eyebrow(spec.topic, width, 92)];
  let y = 108;
  for (const line of title.lines) {
    y += title.size * 1.18;
    parts.push(text(line, LEFT, y, title.size, INK.title, true));
  }
  y += 30;
  parts.push(`<rect x="${LEFT}" y="${y}" width="84" height="5" rx="2.5" fill="${INK.accent}"/>`);
  return parts.join('') + bulletList(spec.bullets, y + 26, width);
}

/** Bullets at the largest size at which all of them end above the footer. */
function bulletList(bullets: string[], top: number, width: number): string {
  const bottom = 628;
  for (const size of [32, 30, 28, 26, 24, 22, 20]) {
    const blocks = bullets.map((bullet) => wrap(bullet, size, width - 40));
    const lines = blocks.reduce((sum, block) => sum + block.length, 0);
    const height = lines * size * 1.32 + (blocks.length - 1) * size * 0.62;
    if (top + height > bottom && size > 20) continue;
    const slack = Math.min(40, Math.max(0, (bottom - top - height) / (blocks.length + 1)));
    return drawBullets(blocks, size, top + slack, size * 0.62 + slack * 0.5);
  }
  return '';
}

function drawBullets(blocks: string[][], size: number, top: number, gap: number): string {
  let y = top;
  const parts: string[] = [];
  for (const block of blocks) {
    parts.push(
      `<circle cx="${LEFT + 9}" cy="${y + size * 0.72}" r="${size * 0.2}" fill="${INK.accent}"/>`,
    );
    for (const line of block) {
      y += size * 1.32;
      parts.push(text(line, LEFT + 40, y - size * 0.28, size, INK.text, false));
    }
    y += gap;
  }
  return parts.join('');
}

function coverBody(spec: SlideSpec, width: number): string {
  const title = fitLines(spec.title, [68, 60, 52, 46, 40], width, 3, true);
  const parts = [eyebrow(spec.course, width, 150)];
  let y = 172;
  for (const line of title.lines) {
    y += title.size * 1.14;
    parts.push(text(line, LEFT, y, title.size, INK.title, true));
  }
  y += 34;
  parts.push(`<rect x="${LEFT}" y="${y}" width="120" height="6" rx="3" fill="${INK.accent}"/>`);
  return parts.join('') + bulletList(spec.bullets, y + 24, width);
}

function eyebrow(words: string, width: number, y: number): string {
  const { size, lines } = fitLines(words.toUpperCase(), [19, 17, 15], width * 0.88, 1, true);
  return `<text x="${LEFT}" y="${y}" font-size="${size}" font-weight="700" letter-spacing="2" fill="${INK.accent}">${escapeMarkup(lines[0] ?? '')}</text>`;
}

function footer(spec: SlideSpec, width: number): string {
  const dots = Array.from({ length: spec.of }, (_, i) => {
    const here = i === spec.number;
    return `<rect x="${LEFT + i * 26}" y="668" width="${here ? 22 : 10}" height="10" rx="5" transform="translate(${i > spec.number ? 12 : 0} 0)" fill="${here ? INK.accent : '#c3cad6'}"/>`;
  });
  const x = LEFT + spec.of * 26 + 34;
  const source =
    spec.source === '' ? null : fitLines(spec.source, [17, 16, 15], width - x + LEFT, 1);
  const line = source ? text(source.lines[0] ?? '', x, 679, source.size, INK.soft, false) : '';
  return `<rect x="${LEFT}" y="646" width="${width}" height="1.5" fill="${INK.rule}"/>${dots.join('')}${line}`;
}

function labelPill(label: string, inColumn: boolean): string {
  const width = label.length * 8.6 + 36;
  const x = inColumn ? COLUMN_X + (FRAME.width - COLUMN_X - width) / 2 : FRAME.width - width - 40;
  const y = inColumn ? 660 : 28;
  return `<rect x="${x}" y="${y}" width="${width}" height="36" rx="18" fill="#ffffff" fill-opacity="0.94" stroke="#12213a" stroke-opacity="0.25"/><text x="${x + width / 2}" y="${y + 24}" font-size="17" font-weight="700" text-anchor="middle" fill="#12213a">${escapeMarkup(label)}</text>`;
}

function text(
  line: string,
  x: number,
  y: number,
  size: number,
  fill: string,
  bold: boolean,
): string {
  return `<text x="${x}" y="${y.toFixed(1)}" font-size="${size}"${bold ? ' font-weight="700"' : ''} fill="${fill}">${escapeMarkup(line)}</text>`;
}
