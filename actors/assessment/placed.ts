/** Says where a question belongs, where the question itself does not. */
import type { Context } from './draft.ts';
import type { Place } from './facts.ts';
import { capitalised, overlap, roots, wordCount } from './wording.ts';

const GENERIC =
  /^(other|others|misc|miscellaneous|more|syntax|examples?|see also|features|overview|introduction|glossary|faq|readme|index|general|details|notes?|definitions|terminology|summary|background|description|usage|options|parameters|reference|basics|contents|configuration)$/i;

/** Puts the topic before a question that does not name it already. */
export function inContext(body: string, context: Context, avoid: string): string {
  const topic = context.topic;
  return topic && !avoid.toLowerCase().includes(topic.toLowerCase())
    ? `In ${topic}, ${body}`
    : capitalised(body);
}

/**
 * The question, with its section before it only where its own words do not lead there: "which
 * trigonometric function …" needs no "Under “Trigonometric functions”".
 */
export function placed(body: string, place: Place, context: Context): string {
  // Words of the quoted statement lead nowhere: the statement is what is asked about.
  const own = roots(body.replace(/“[^”]*”/g, ''));
  const telling = tellingOf(place, context);
  const near = [...roots(telling.at(-1) ?? '')];
  if (near.every((word) => own.has(word)) || (context.topic && body.includes(context.topic)))
    return inContext(body, context, body);
  return `Under ${quoted(telling)}, ${body}`;
}

/** Document title and headings that say something, the nearest last. */
function tellingOf(place: Place, context: Context): string[] {
  const title = context.title(place.document_id);
  return [title, ...place.heading].filter((one) => one !== '' && !GENERIC.test(one));
}

/** The nearest heading, with the document's title before one that does not share its words. */
function quoted(telling: readonly string[]): string {
  const near = telling.at(-1) ?? '';
  const far = telling[0] ?? near;
  const name = overlap(near, far) > 0 || wordCount(far) > 6 ? near : `${far}: ${near}`;
  return `“${name.replace(/[“”]/g, '"')}”`;
}
