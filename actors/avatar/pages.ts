/** The written companions of a video: a transcript, and the storyboard that stands in for one. */
import { sourceLine, type TopicScript } from './film.ts';
import { sentencesOf } from './sentences.ts';
import { escapeMarkup } from './type-setting.ts';

const STYLE =
  'body{font:1.05rem/1.6 "Liberation Sans",Arial,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem;color:#24324b;background:#fbfaf6}h1,h2{color:#12213a;line-height:1.25}figure{margin:2rem 0}img{width:100%;height:auto;border:1px solid #d9dee6;border-radius:.5rem}.note{border-left:.4rem solid #0b7a75;background:#e6f2f1;padding:.75rem 1rem}.time,.source{color:#51617a;font-size:.95rem}';

/** Words of the whole video as an accessible page; `slideStarts` in seconds, `about` says of what. */
export function transcriptPage(script: TopicScript, slideStarts: number[], about: string): string {
  const sections = script.segments.map((segment, i) =>
    [
      `<section><h2>${escapeMarkup(segment.slide.title)}</h2>`,
      `<p class="time">at ${minutes(slideStarts[i] ?? 0)}</p>`,
      `<p>${escapeMarkup(segment.text)}</p>`,
      segment.source
        ? `<p class="source">Source: ${escapeMarkup(sourceLine(segment.source))}</p>`
        : '',
      '</section>',
    ].join(''),
  );
  const note = `<p class="note">${escapeMarkup(about)}</p>`;
  return page(`Transcript: ${script.title}`, note + sections.join('') + sourceList(script));
}

/** A readable slideshow: each slide as a picture with its words as text. Says why there is no video. */
export function storyboardPage(script: TopicScript, slides: Buffer[], reason: string): string {
  const figures = script.segments.map((segment, i) => {
    const alt = [segment.slide.title, ...segment.slide.bullets].join('. ');
    const image = slides[i]?.toString('base64') ?? '';
    const source = segment.source
      ? `<p class="source">Source: ${escapeMarkup(sourceLine(segment.source))}</p>`
      : '';
    return `<section><h2>${i + 1}. ${escapeMarkup(segment.slide.title)}</h2><figure><img alt="Slide: ${escapeMarkup(alt)}" src="data:image/png;base64,${image}"><figcaption>${escapeMarkup(segment.text)}</figcaption></figure>${source}</section>`;
  });
  const note = `<p class="note"><strong>This is a storyboard, not a video.</strong> ${escapeMarkup(reason)} Every slide and every word of the script is here.</p>`;
  return page(script.title, note + figures.join('') + sourceList(script));
}

function page(title: string, main: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeMarkup(title)}</title><style>${STYLE}</style></head><body><main><h1>${escapeMarkup(title)}</h1>${main}</main></body></html>\n`;
}

function sourceList(script: TopicScript): string {
  const lines = [...new Set(script.sources.map(sourceLine))];
  if (lines.length === 0) return '';
  const items = lines.map((line) => `<li>${escapeMarkup(line)}</li>`).join('');
  return `<section><h2>Sources</h2><ul>${items}</ul></section>`;
}

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;
}

/** Characters a second of unhurried reading, for captions without a voice. */
const READING_RATE = 14;

/** Word times for a script nobody speaks: reading speed, a breath after each sentence. */
export function readingTimes(script: TopicScript) {
  const sentences: { slide: number; words: { word: string; start: number; end: number }[] }[] = [];
  const slideStarts: number[] = [];
  let at = 0;
  script.segments.forEach((segment, slide) => {
    slideStarts.push(at);
    for (const sentence of sentencesOf(segment.text)) {
      const words = sentence.split(' ').map((word) => {
        const start = at;
        at += (word.length + 1) / READING_RATE;
        return { word, start, end: at };
      });
      sentences.push({ slide, words });
      at += 0.4;
    }
    at += 0.6;
  });
  return { sentences, slideStarts, seconds: at };
}
