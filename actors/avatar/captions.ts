/**
 * Captions from timed words: at most two lines of 42 characters, one to seven seconds, never
 * across a slide, every written word once and in order.
 */
import type { TimedWord } from './word-times.ts';

/** A sentence as it is heard, in seconds of the video; `slide` counts from 0. */
export interface HeardSentence {
  slide: number;
  words: TimedWord[];
}

/** One caption; times in seconds. */
export interface Cue {
  start: number;
  end: number;
  lines: string[];
  slide: number;
}

export const LINE_CHARACTERS = 42;
export const CUE_SECONDS = { least: 1, most: 7 };
/** Readers manage about this many characters a second. */
const READING_RATE = 20;

interface Draft {
  words: TimedWord[];
  slide: number;
}

/** `slideEnds[i]` is the second at which slide `i` leaves the screen. */
export function captionCues(sentences: HeardSentence[], slideEnds: number[]): Cue[] {
  const drafts = joinShort(sentences.flatMap(cut));
  return drafts.map((draft, i) => {
    const next = drafts[i + 1];
    const start = draft.words[0]?.start ?? 0;
    const spoken = draft.words.at(-1)?.end ?? start;
    const lines = twoLines(draft.words);
    const wanted = Math.max(
      CUE_SECONDS.least,
      lines.join(' ').length / READING_RATE,
      spoken - start,
    );
    const room = Math.min(next?.words[0]?.start ?? Infinity, slideEnds[draft.slide] ?? Infinity);
    const end = Math.min(start + Math.min(wanted, CUE_SECONDS.most), room);
    return { start, end: Math.max(end, Math.min(spoken, room)), lines, slide: draft.slide };
  });
}

/** Cuts a sentence into the fewest even pieces that each fit a cue, at clause ends where near. */
function cut(sentence: HeardSentence): Draft[] {
  const { words, slide } = sentence;
  if (words.length === 0) return [];
  for (let pieces = 1; pieces < words.length; pieces += 1) {
    const drafts = evenly(words, pieces);
    if (drafts.every(fits)) return drafts.map((part) => ({ words: part, slide }));
  }
  return words.map((word) => ({ words: [word], slide }));
}

function evenly(words: TimedWord[], pieces: number): TimedWord[][] {
  const parts: TimedWord[][] = [];
  let rest = words;
  for (let left = pieces; left > 1 && rest.length > 1; left -= 1) {
    const target = lengthOf(rest) / left;
    const at = bestCut(rest, target);
    parts.push(rest.slice(0, at));
    rest = rest.slice(at);
  }
  parts.push(rest);
  return parts;
}

function bestCut(words: TimedWord[], target: number): number {
  let best = 1;
  let least = Infinity;
  for (let at = 1; at < words.length; at += 1) {
    const clause = /[,;:.!?)]$/.test(words[at - 1]?.word ?? '') ? 12 : 0;
    const opener =
      /^(and|but|or|which|that|because|when|if|so|while|for|to|with|by|from|in)$/i.test(
        words[at]?.word ?? '',
      );
    const hangs = dangling(words[at - 1]?.word ?? '') ? 8 : 0;
    const cost =
      Math.abs(lengthOf(words.slice(0, at)) - target) - clause - (opener ? 5 : 0) + hangs;
    if (cost < least) {
      least = cost;
      best = at;
    }
  }
  return best;
}

/** Whether the line ends on a word that belongs to the next one. */
function dangling(line: string): boolean {
  return /(^|\s)(a|an|the|of|to|in|on|at|by|for|and|or|with|from|as|is|are|be|this|that)$/i.test(
    line,
  );
}

/** Joins a cue shorter than a second with its neighbour of the same slide, where both fit. */
function joinShort(drafts: Draft[]): Draft[] {
  const joined: Draft[] = [];
  for (const draft of drafts) {
    const before = joined.at(-1);
    const together = before ? [...before.words, ...draft.words] : [];
    const isShort = spanOf(draft.words) < 1 || (before && spanOf(before.words) < 1);
    if (before && isShort && before.slide === draft.slide && fits(together))
      before.words = together;
    else joined.push({ ...draft });
  }
  return joined;
}

function spanOf(words: TimedWord[]): number {
  return (words.at(-1)?.end ?? 0) - (words[0]?.start ?? 0);
}

function lengthOf(words: TimedWord[]): number {
  return words.reduce((sum, { word }) => sum + word.length + 1, -1);
}

function fits(words: TimedWord[]): boolean {
  if (spanOf(words) > CUE_SECONDS.most) return false;
  return twoLines(words).every((line) => line.length <= LINE_CHARACTERS);
}

/** One line if it fits, else two lines as even as possible, the lower one rather longer. */
function twoLines(words: TimedWord[]): string[] {
  const texts = words.map(({ word }) => word);
  const whole = texts.join(' ');
  if (whole.length <= LINE_CHARACTERS || texts.length === 1) return [whole];
  let best: string[] = [];
  let least = Infinity;
  for (let at = 1; at < texts.length; at += 1) {
    const lines = [texts.slice(0, at).join(' '), texts.slice(at).join(' ')];
    const [upper = '', lower = ''] = lines;
    const clause = /[,;:.!?]$/.test(upper) ? 6 : dangling(upper) ? -5 : 0;
    const over = Math.max(0, upper.length - LINE_CHARACTERS, lower.length - LINE_CHARACTERS);
    const cost = Math.abs(upper.length - lower.length) - clause + over * 1000;
    if (cost < least) {
      least = cost;
      best = lines;
    }
  }
  return best;
}

/** WebVTT; `note` becomes a NOTE block, for saying that the voice is synthetic. */
export function toVtt(cues: Cue[], note: string): string {
  const blocks = cues.map(
    (cue, i) =>
      `${i + 1}\n${clock(cue.start)} --> ${clock(cue.end)}\n${cue.lines.map(escaped).join('\n')}`,
  );
  return `${['WEBVTT', `NOTE ${note}`, ...blocks].join('\n\n')}\n`;
}

function escaped(line: string): string {
  return line.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function clock(seconds: number): string {
  const ms = Math.round(seconds * 1000);
  const part = (value: number, digits: number) => String(value).padStart(digits, '0');
  const minutes = Math.floor(ms / 60_000);
  return `${part(Math.floor(minutes / 60), 2)}:${part(minutes % 60, 2)}:${part(Math.floor(ms / 1000) % 60, 2)}.${part(ms % 1000, 3)}`;
}

/** What a check of finished captions finds wrong, in words; empty when all is well. */
export function captionProblems(cues: Cue[], written: string): string[] {
  const problems: string[] = [];
  const said = cues
    .flatMap((cue) => cue.lines)
    .join(' ')
    .split(/\s+/);
  if (said.join(' ') !== written.split(/\s+/).filter(Boolean).join(' ')) {
    problems.push('the captions do not say what the script says');
  }
  cues.forEach((cue, i) => {
    const before = cues[i - 1];
    if (before && cue.start < before.end - 1e-6)
      problems.push(`cue ${i + 1} overlaps the one before`);
    if (cue.end <= cue.start) problems.push(`cue ${i + 1} has no duration`);
    if (cue.lines.length > 2) problems.push(`cue ${i + 1} has more than two lines`);
  });
  return problems;
}
