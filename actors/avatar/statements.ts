/** Which quoted statements can be spoken, and how one becomes a bullet. */
import type { Evidence } from '../content.ts';

const LENGTH = { least: 30, most: 240 };
const WORD_MOST = 32;
const BULLET_MOST = 92;

/** A statement ready for the voice: markup gone, every word kept. */
export interface Statement {
  text: string;
  evidence: Evidence;
}

/** The statements of some evidence that a voice can say and a listener can follow, best first. */
export function speakable(evidence: Evidence[]): Statement[] {
  return evidence
    .map((one) => ({ text: tidy(one.text), evidence: one }))
    .filter(({ text }) => isSpeakable(text));
}

function tidy(text: string): string {
  return text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/`+|\*\*|__(?=\S)|(?<=\S)__/g, '')
    .replace(/(?<![\p{L}\d])_([^_]+)_(?![\p{L}\d])/gu, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function isSpeakable(text: string): boolean {
  if (text.length < LENGTH.least || text.length > LENGTH.most) return false;
  if (!/^["“(]?[\p{Lu}\d]/u.test(text) || !/[.!]["”)]?$/.test(text)) return false;
  if (/https?:|www\.|[|{}<>=\\~^]|::|\$/.test(text)) return false;
  const words = text.split(' ');
  if (words.some((word) => word.length > WORD_MOST)) return false;
  const letters = text.replace(/[^\p{L} ]/gu, '').length;
  return letters / text.length > 0.88 && pairs(text);
}

function pairs(text: string): boolean {
  return (text.match(/\(/g)?.length ?? 0) === (text.match(/\)/g)?.length ?? 0);
}

/** One short line for the slide: the statement's own words, cut at the end of a clause. */
export function bulletOf(text: string): string {
  const plain = text.replace(/\s*\([^)]*\)/g, '').replace(/[.!]+$/, '');
  if (plain.length <= BULLET_MOST) return plain;
  const cuts = [
    ...plain.matchAll(/[;:,]\s|\s(?=(?:which|because|so that|whereas|while|unless|although)\s)/g),
  ]
    .map((match) => match.index)
    .filter((at) => at >= 36 && at <= BULLET_MOST);
  const at = cuts.at(-1);
  if (at !== undefined) return plain.slice(0, at);
  return `${plain.slice(0, plain.lastIndexOf(' ', BULLET_MOST - 1))} …`;
}
