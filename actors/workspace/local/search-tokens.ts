/** The words, signs and quoted texts of a search. */
import { invalid } from './wire.ts';

export interface Token {
  kind: 'sign' | 'text' | 'word';
  value: string;
}

const TOKEN = /\s*(?:([(){}])|'((?:[^'\\]|\\.)*)'|(!=|<=|>=|[=<>])|([A-Za-z]+))/y;

/** Splits a search; throws a 400 at the first thing that is none of these. */
export function tokenise(q: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (q.slice(TOKEN.lastIndex).trim() !== '') {
    const match = TOKEN.exec(q);
    if (!match) throw invalid(`Invalid Value: ${q}`);
    const [, bracket, text, operator, word] = match;
    if (text !== undefined) tokens.push({ kind: 'text', value: text.replace(/\\(.)/g, '$1') });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else tokens.push({ kind: 'sign', value: (bracket ?? operator) as string });
  }
  return tokens;
}
