/** One letter, written once and set twice: as plain text and as simple, accessible HTML. */

/** The parts of a letter in order. `action` is the one thing the reader is asked to do. */
export interface Letter {
  subject: string;
  greeting: string;
  before: string[];
  action: { label: string; url: string } | null;
  after: string[];
  /** Short lines after the text, e.g. videos to watch. */
  list: { title: string; items: string[] } | null;
}

const SIGN_OFF = 'Kind regards, your training team';
const WIDTH = 72;

/** Plain text of at most 72 characters a line; links stand alone on theirs. */
export function asText(letter: Letter): string {
  const blocks = [
    fold(letter.greeting),
    ...letter.before.map(fold),
    ...(letter.action ? [`${letter.action.label}:\n${letter.action.url}`] : []),
    ...(letter.list
      ? [[letter.list.title, ...letter.list.items.map((item) => `- ${item}`)].join('\n')]
      : []),
    ...letter.after.map(fold),
    SIGN_OFF,
  ];
  return `${blocks.join('\n\n')}\n`;
}

function fold(paragraph: string): string {
  const lines: string[] = [];
  for (const word of paragraph.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines.join('\n');
}

/** The same letter as HTML: one column, real headings and lists, colours of good contrast. */
export function asHtml(letter: Letter): string {
  const paragraphs = (lines: string[]) => lines.map((line) => `<p>${safe(line)}</p>`).join('');
  const action = letter.action
    ? `<p><a href="${safe(letter.action.url)}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0b6b66;color:#ffffff;text-decoration:none;font-weight:bold">${safe(letter.action.label)}</a></p>`
    : '';
  const list = letter.list
    ? `<h2 style="font-size:18px;margin:24px 0 8px">${safe(letter.list.title)}</h2><ul>${letter.list.items.map((item) => `<li>${safe(item)}</li>`).join('')}</ul>`
    : '';
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${safe(letter.subject)}</title></head>`,
    '<body style="margin:0;background:#f4f3ef"><main style="max-width:36em;margin:0 auto;padding:24px;background:#ffffff;color:#1d2940;font:16px/1.55 Arial,sans-serif">',
    `<h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">${safe(letter.subject)}</h1>`,
    `<p>${safe(letter.greeting)}</p>`,
    paragraphs(letter.before),
    action,
    list,
    paragraphs(letter.after),
    `<p>${SIGN_OFF}</p></main></body></html>`,
  ].join('');
}

function safe(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}
