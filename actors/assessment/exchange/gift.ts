/** GIFT, the text format of Moodle. Special characters are escaped; a question is one block. */
import { type Arrived, difficultyOf, type ExchangeItem, type ExchangeSet, sifted } from './item.ts';

/** Writes each domain as a category below the set's title. */
export function writeGift({ title, items }: ExchangeSet): string {
  let domain: string | null = null;
  const blocks = items.map((item) => {
    const category =
      item.domain === domain
        ? ''
        : `$CATEGORY: $course$/top/${segment(title)}${item.domain === '' ? '' : `/${segment(item.domain)}`}\n\n`;
    domain = item.domain;
    return `${category}${block(item)}`;
  });
  return `// ${title}\n\n${blocks.join('\n')}`;
}

function block(item: ExchangeItem): string {
  const tags = item.difficulty === null ? '' : ` [tag:difficulty-${item.difficulty}]`;
  const options = item.options.map((option, at) =>
    at === item.key ? `\t=${shaped(option)}` : `\t~${weighted(shaped(option))}`,
  );
  const feedback = item.rationale === '' ? [] : [`\t####${shaped(item.rationale)}`];
  return [
    `// [id:${item.id}]${tags}`,
    `::${escaped(item.id)}::[plain]${escaped(item.stem)} {`,
    ...options,
    ...feedback,
    '}\n',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\~=#{}:]/g, '\\$&').replaceAll('\n', '\\n');
}

/** Text that begins like a format marker is given one of its own. */
function shaped(text: string): string {
  return text.startsWith('[') ? `[plain]${escaped(text)}` : escaped(text);
}

/** Text that begins like a weight is given one of its own. */
function weighted(text: string): string {
  return text.startsWith('%') ? `%0%${text}` : text;
}

/** A slash within a name is doubled; one at its end stands apart from the separator. */
export function segment(name: string): string {
  const doubled = name.replaceAll('/', '//');
  return `${doubled.startsWith('/') ? ' ' : ''}${doubled}${doubled.endsWith('/') ? ' ' : ''}`;
}

/** The last name of a category's path; the title itself is no domain. */
export function lastSegment(path: string): string {
  const names = path.split(/(?<!\/)\/(?!\/)/).map((name) => name.trim().replaceAll('//', '/'));
  const own = names[0] === '$course$' ? names.slice(names[1] === 'top' ? 2 : 1) : names;
  return own.length > 1 || names[0] !== '$course$' ? (own.at(-1) ?? '') : '';
}

/** Reads multiple-choice questions with one right answer and refuses the other kinds by name. */
export function readGift(text: string): Arrived {
  const found: { at: string; item: ExchangeItem | string }[] = [];
  let domain = '';
  for (const { lines, from } of blocksOf(text)) {
    const notes = lines.filter((line) => line.startsWith('//')).join(' ');
    const rest = lines.filter((line) => !line.startsWith('//'));
    const category = /^\$CATEGORY:(.*)$/.exec(rest[0] ?? '')?.[1];
    if (category !== undefined) {
      domain = lastSegment(category.trim());
      rest.shift();
    }
    if (rest.length > 0)
      found.push({ at: `line ${from}`, item: questionOf(rest.join('\n'), notes, domain) });
  }
  return sifted(found.map(({ at, item }, index) => ({ at, item: named(item, index) })));
}

function named(item: ExchangeItem | string, index: number): ExchangeItem | string {
  return typeof item === 'string' || item.id !== ''
    ? item
    : { ...item, id: `question-${index + 1}` };
}

function blocksOf(text: string): { lines: string[]; from: number }[] {
  const blocks: { lines: string[]; from: number }[] = [];
  let lines: string[] = [];
  const all = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  for (const [index, raw] of [...all, ''].entries()) {
    const line = raw.trim();
    if (line !== '') lines.push(line);
    else if (lines.length > 0) {
      blocks.push({ lines, from: index - lines.length + 1 });
      lines = [];
    }
  }
  return blocks;
}

// Everywhere, a backslash and what follows it belong together.
const QUESTION =
  /^(?:::((?:\\[\s\S]|[^\\:]|:(?!:))*)::)?((?:\\[\s\S]|[^\\{}])*)\{((?:\\[\s\S]|[^\\{}])*)\}([\s\S]*)$/;
const FEEDBACK = /^((?:\\[\s\S]|[^\\#]|#(?!###))*)(?:####([\s\S]*))?$/;
const ANSWER = /([~=])((?:\\[\s\S]|[^\\~=])*)/g;
const BEFORE_COMMENT = /^(?:\\[\s\S]|[^\\#])*/;
const HAS_WRONG = /^(?:\\[\s\S]|[^\\~])*~/;

function questionOf(text: string, notes: string, domain: string): ExchangeItem | string {
  const parts = QUESTION.exec(text);
  if (parts === null) return 'its answers are not in one pair of braces';
  const [, name = '', before = '', inside = '', after = ''] = parts;
  const answers = answersOf(inside);
  if (typeof answers === 'string') return answers;
  const stem = after.trim() === '' ? before : `${before}_____${after}`;
  return {
    ...answers,
    id: /\[id:([^\]]+)\]/.exec(notes)?.[1] ?? awake(name),
    domain,
    objective: null,
    difficulty: difficultyOf(/\[tag:difficulty-([a-z]+)\]/.exec(notes)?.[1]),
    type: '',
    stem: awake(unmarked(stem.trim())),
    source: null,
  };
}

function answersOf(inside: string): Pick<ExchangeItem, 'options' | 'key' | 'rationale'> | string {
  const [, body = '', rationale = ''] = FEEDBACK.exec(inside) ?? [];
  const kind = otherKind(body.trim());
  if (kind !== null) return kind;
  const found = [...body.matchAll(ANSWER)].map(([, mark = '', words = '']) =>
    answerOf(mark, words),
  );
  if (found.some(({ worth }) => worth > 0 && worth < 100))
    return 'several of its answers are partly right';
  if (found.filter(({ worth }) => worth === 100).length !== 1)
    return 'it does not have exactly one right answer';
  return {
    options: found.map(({ text }) => text),
    key: found.findIndex(({ worth }) => worth === 100),
    rationale: awake(unmarked(rationale.trim())),
  };
}

function otherKind(body: string): string | null {
  if (body === '') return 'it has no answers to choose from (an essay or a description)';
  if (body.startsWith('#')) return 'it asks for a number, which is not single choice';
  if (HAS_WRONG.test(body)) return null;
  if (/^(T|TRUE|F|FALSE)\b/i.test(body))
    return 'it is a true/false question; write it with two options to take it';
  return body.includes('->') ? 'it is a matching question' : 'it is a short-answer question';
}

function answerOf(mark: string, words: string): { text: string; worth: number } {
  const answer = (BEFORE_COMMENT.exec(words.trim())?.[0] ?? '').trim();
  if (mark === '=') return { text: awake(unmarked(answer)), worth: 100 };
  const weight = /^%(-?\d{1,3}(?:\.\d+)?)%/.exec(answer);
  const text = answer.slice(weight?.[0].length ?? 0).trim();
  return { text: awake(unmarked(text)), worth: Number(weight?.[1] ?? 0) };
}

function unmarked(text: string): string {
  return text.replace(/^\[(html|moodle|plain|markdown)\]/, '');
}

function awake(text: string): string {
  return text.replaceAll(/\\([\\~=#{}:n])/g, (_, character) =>
    character === 'n' ? '\n' : character,
  );
}
