/** Drive's search language: what is asked of a file, and what of it the store can answer by index. */
import { compareTimes, containsWord, type FileTest, propertyOf } from './search-terms.ts';
import { type Token, tokenise } from './search-tokens.ts';
import type { FileFilter } from './store.ts';
import { invalid } from './wire.ts';

export interface Search {
  test: FileTest;
  /** A first cut for the store: whatever passes `test` passes it too. */
  narrow: FileFilter;
}

/** Ids that stand for another one, as `root` does for the top folder. */
export type Alias = (id: string) => string;

/** Compiles `q`; throws a 400 on anything it does not understand rather than guessing. */
export function compileQuery(q: string, alias: Alias = (id) => id): Search {
  if (q.trim() === '') return { test: () => true, narrow: {} };
  const reader = createReader(q, tokenise(q));
  const search = either(reader, alias);
  if (reader.peek() !== undefined) throw reader.refuse();
  return search;
}

interface Reader {
  peek(): Token | undefined;
  take(): Token;
  /** The next token has to be this sign or word. */
  expect(value: string): void;
  /** The next token has to be quoted. */
  text(): string;
  refuse(): Error;
}

function createReader(q: string, tokens: Token[]): Reader {
  const refuse = (): Error => invalid(`Invalid Value: ${q}`);
  const take = (): Token => {
    const token = tokens.shift();
    if (!token) throw refuse();
    return token;
  };
  return {
    peek: () => tokens[0],
    take,
    expect: (value) => {
      const token = take();
      if (token.kind === 'text' || token.value !== value) throw refuse();
    },
    text: () => {
      const token = take();
      if (token.kind !== 'text') throw refuse();
      return token.value;
    },
    refuse,
  };
}

function either(reader: Reader, alias: Alias): Search {
  const parts = joined(reader, 'or', () => both(reader, alias));
  if (parts.length === 1) return parts[0] as Search;
  return { test: (file) => parts.some((part) => part.test(file)), narrow: {} };
}

function both(reader: Reader, alias: Alias): Search {
  const parts = joined(reader, 'and', () => single(reader, alias));
  return {
    test: (file) => parts.every((part) => part.test(file)),
    // Where two parts narrow the same column either of them will do; `test` decides.
    narrow: Object.assign({}, ...parts.map((part) => part.narrow)),
  };
}

function joined(reader: Reader, word: 'and' | 'or', next: () => Search): Search[] {
  const parts = [next()];
  while (reader.peek()?.kind === 'word' && reader.peek()?.value === word) {
    reader.take();
    parts.push(next());
  }
  return parts;
}

function single(reader: Reader, alias: Alias): Search {
  const token = reader.take();
  if (token.kind === 'text') return membership(reader, alias(token.value));
  if (token.value === '(') {
    const inner = either(reader, alias);
    reader.expect(')');
    return inner;
  }
  if (token.value === 'not') {
    const inner = single(reader, alias);
    return { test: (file) => !inner.test(file), narrow: {} };
  }
  if (token.value === 'appProperties') return property(reader);
  return field(reader, token.value);
}

function membership(reader: Reader, parent: string): Search {
  reader.expect('in');
  reader.expect('parents');
  return { test: (file) => file.parent === parent, narrow: { parent } };
}

function property(reader: Reader): Search {
  for (const sign of ['has', '{', 'key', '=']) reader.expect(sign);
  const key = reader.text();
  for (const sign of ['and', 'value', '=']) reader.expect(sign);
  const value = reader.text();
  reader.expect('}');
  return { test: propertyOf(key, value), narrow: { property: { key, value } } };
}

function field(reader: Reader, name: string): Search {
  const operator = reader.take().value;
  if (name === 'trashed') return trashed(reader, operator);
  const value = reader.text();
  const test = fieldTest(name, operator, value);
  if (test === null) throw invalid(`Invalid Value: ${name} ${operator}`);
  return { test, narrow: name === 'mimeType' && operator === '=' ? { mime: value } : {} };
}

function trashed(reader: Reader, operator: string): Search {
  const wanted = reader.take().value;
  if (!['true', 'false'].includes(wanted) || !['=', '!='].includes(operator)) throw reader.refuse();
  const is = (wanted === 'true') === (operator === '=');
  return { test: (file) => file.trashed === is, narrow: { trashed: is } };
}

function fieldTest(name: string, operator: string, value: string): FileTest | null {
  if (name === 'createdTime') return compareTimes(operator, value, (file) => file.created_at);
  if (name === 'modifiedTime') return compareTimes(operator, value, (file) => file.modified_at);
  if (name === 'name' && operator === 'contains') return (file) => containsWord(file.name, value);
  if (name === 'mimeType' && operator === 'contains') return (file) => file.mime.includes(value);
  if (name !== 'name' && name !== 'mimeType') return null;
  const read: (file: Parameters<FileTest>[0]) => string =
    name === 'name' ? (file) => file.name : (file) => file.mime;
  if (operator === '=') return (file) => read(file) === value;
  if (operator === '!=') return (file) => read(file) !== value;
  return null;
}
