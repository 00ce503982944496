/** Moments in the words of whoever reads, by the languages their browser asks for. */
import { html } from '../page.ts';

type Markup = ReturnType<typeof html>;

/** The first language of an Accept-Language header that this process can write dates in. */
export function localeOf(header: string | undefined): string {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', quality] = part.trim().split(';q=');
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== '*' && tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) if (isSupported(tag)) return tag;
  return 'en-GB';
}

function isSupported(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/**
 * A moment with its day and time in universal time, which it says; the pages' script turns it into
 * the reader's own time zone.
 */
export function momentMarkup(ms: number, locale: string): Markup {
  const words = new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(ms);
  return html`<time datetime="${new Date(ms).toISOString()}" lang="${locale}">${words} (UTC)</time>`;
}

/** The time of day alone, for what happened just now. */
export function clockMarkup(ms: number, locale: string): Markup {
  const words = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(ms);
  return html`<time datetime="${new Date(ms).toISOString()}" lang="${locale}" data-style="clock">${words} (UTC)</time>`;
}
