/** Moodle XML: plain text, domains as categories, objective and difficulty as tags. */
import { parse } from 'node-html-parser';
import { lastSegment, segment } from './gift.ts';
import { type Arrived, difficultyOf, type ExchangeItem, type ExchangeSet, sifted } from './item.ts';
import {
  childOf,
  childrenOf,
  type Element,
  el,
  parseXml,
  textOf,
  unreadable,
  writeXml,
} from './xml.ts';

/** A `quiz` document. */
export function writeMoodle({ title, items }: ExchangeSet): string {
  let domain: string | null = null;
  const questions = items.flatMap((item) => {
    const isNew = item.domain !== domain;
    domain = item.domain;
    return isNew ? [category(title, item.domain), question(item)] : [question(item)];
  });
  return writeXml(el('quiz', {}, ...questions));
}

function category(title: string, domain: string): Element {
  const path = `$course$/top/${segment(title)}${domain === '' ? '' : `/${segment(domain)}`}`;
  return el('question', { type: 'category' }, el('category', {}, text(path)));
}

function question(item: ExchangeItem): Element {
  const tags = [
    ...(item.objective === null ? [] : [`objective: ${item.objective}`]),
    ...(item.difficulty === null ? [] : [`difficulty: ${item.difficulty}`]),
  ];
  return el(
    'question',
    { type: 'multichoice' },
    el('name', {}, text(item.id)),
    el('questiontext', { format: 'plain_text' }, text(item.stem)),
    el('generalfeedback', { format: 'plain_text' }, text(item.rationale)),
    el('defaultgrade', {}, '1'),
    el('penalty', {}, '0'),
    el('hidden', {}, '0'),
    el('idnumber', {}, item.id),
    el('single', {}, 'true'),
    el('shuffleanswers', {}, 'true'),
    el('answernumbering', {}, 'abc'),
    ...item.options.map((option, at) =>
      el('answer', { fraction: at === item.key ? '100' : '0', format: 'plain_text' }, text(option)),
    ),
    ...(tags.length === 0 ? [] : [el('tags', {}, ...tags.map((tag) => el('tag', {}, text(tag))))]),
  );
}

function text(words: string): Element {
  return el('text', {}, words);
}

/** Reads `multichoice` questions with one right answer and refuses the other kinds by name. */
export function readMoodle(xml: string): Arrived {
  const quiz = parseXml(xml);
  if (quiz.name !== 'quiz') throw unreadable('it is not Moodle XML; that begins with <quiz>');
  const found: { at: string; item: ExchangeItem | string }[] = [];
  let domain = '';
  for (const question of childrenOf(quiz, 'question')) {
    if (question.attributes.type === 'category') {
      domain = lastSegment(textOf(childOf(childOf(question, 'category'), 'text')).trim());
      continue;
    }
    const at = `question ${found.length + 1}`;
    found.push({ at, item: itemOf(question, domain, at.replace(' ', '-')) });
  }
  return sifted(found);
}

function itemOf(question: Element, domain: string, id: string): ExchangeItem | string {
  const { type } = question.attributes;
  if (type !== 'multichoice') return `it is a question of the kind ${type ?? 'unknown'}`;
  const answers = childrenOf(question, 'answer');
  const fractions = answers.map((answer) => Number(answer.attributes.fraction ?? 0));
  const right = fractions.filter((fraction) => fraction > 0);
  if (textOf(childOf(question, 'single')).trim() === 'false' || right.length !== 1)
    return 'it does not have exactly one right answer';
  const tags = childrenOf(childOf(question, 'tags') ?? el(''), 'tag').map(textWithin);
  const tagged = (word: string) =>
    tags.find((tag) => tag.startsWith(`${word}: `))?.slice(word.length + 2) ?? null;
  return {
    id: textOf(childOf(question, 'idnumber')).trim() || textWithin(childOf(question, 'name')) || id,
    domain,
    objective: tagged('objective'),
    difficulty: difficultyOf(tagged('difficulty')),
    type: '',
    stem: plainOf(childOf(question, 'questiontext')),
    options: answers.map(plainOf),
    key: fractions.findIndex((fraction) => fraction > 0),
    rationale: plainOf(childOf(question, 'generalfeedback')),
    source: null,
  };
}

function textWithin(element: Element | undefined): string {
  return textOf(childOf(element, 'text')).trim();
}

function plainOf(element: Element | undefined): string {
  const words = textWithin(element);
  const format = element?.attributes.format ?? 'html';
  return format === 'html' || format === 'moodle_auto_format' ? withoutMarkup(words) : words;
}

/** What a reader sees of HTML. */
export function withoutMarkup(html: string): string {
  return parse(html).structuredText.trim();
}
