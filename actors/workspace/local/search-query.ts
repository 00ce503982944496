/** Drive's search language, as far as the local workspace speaks it. */
import type { LocalFile } from './store.ts';
import { invalid } from './wire.ts';

type Test = (file: LocalFile) => boolean;

const TOKEN = /\s*(?:(\(|\)|\{|\})|'((?:[^'\\]|\\.)*)'|(contains\b|!=|=|[A-Za-z]+))/y;

interface Token {
  kind: 'sign' | 'text' | 'word';
  value: string;
}

/** Compiles `q`; throws a 400 on anything it does not understand rather than guessing. */
export function compileQuery(q: string): Test {
  const tokens = tokenise(q);
  const take = (): Token => {
    const token = tokens.shift();
    if (!token) throw invalid(`Invalid Value: ${q}`);
    return token;
  };
  const expect = (value: string): void => {
    if (take().value !== value) throw invalid(`Invalid Value: ${q}`);
  };
  const either = (): Test => {
    let left = both();
    while (tokens[0]?.value === 'or') {
      take();
      const [a, b] = [left, both()];
      left = (file) => a(file) || b(file);
    }
    return left;
  };
  const both = (): Test => {
    let left = single();
    while (tokens[0]?.value === 'and') {
      take();
      const [a, b] = [left, single()];
      left = (file) => a(file) && b(file);
    }
    return left;
  };
  const single = (): Test => {
    const token = take();
    if (token.value === '(' && token.kind === 'sign') {
      const inner = either();
      expect(')');
      return inner;
    }
    if (token.kind === 'text') {
      expect('in');
      expect('parents');
      return (file) => file.parent === token.value;
    }
    if (token.value === 'not') {
      const inner = single();
      return (file) => !inner(file);
    }
    if (token.value === 'appProperties') return propertyTest(take, expect);
    return fieldTest(token.value, take().value, take().value);
  };
  const test = either();
  if (tokens.length > 0) throw invalid(`Invalid Value: ${q}`);
  return test;
}

function propertyTest(take: () => Token, expect: (value: string) => void): Test {
  for (const sign of ['has', '{', 'key', '=']) expect(sign);
  const key = take().value;
  for (const sign of ['and', 'value', '=']) expect(sign);
  const value = take().value;
  expect('}');
  return (file) => file.properties[key] === value;
}

function fieldTest(field: string, operator: string, value: string): Test {
  if (field === 'trashed' && operator === '=') return (file) => String(file.trashed) === value;
  const read =
    field === 'name'
      ? (file: LocalFile) => file.name
      : field === 'mimeType'
        ? (file: LocalFile) => file.mime
        : null;
  if (read && operator === '=') return (file) => read(file) === value;
  if (read && operator === '!=') return (file) => read(file) !== value;
  if (read && operator === 'contains') {
    return (file) => read(file).toLowerCase().includes(value.toLowerCase());
  }
  throw invalid(`Invalid Value: ${field} ${operator}`);
}

function tokenise(q: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (q.slice(TOKEN.lastIndex).trim() !== '') {
    const match = TOKEN.exec(q);
    if (!match) throw invalid(`Invalid Value: ${q}`);
    if (match[1] !== undefined) tokens.push({ kind: 'sign', value: match[1] });
    else if (match[2] !== undefined) {
      tokens.push({ kind: 'text', value: match[2].replace(/\\(.)/g, '$1') });
    } else tokens.push({ kind: 'word', value: match[3] as string });
  }
  return tokens;
}
