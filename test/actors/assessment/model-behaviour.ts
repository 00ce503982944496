/** How a well-behaved model answers about the harbour, and the parts it is made to answer badly with. */
import { type Heard, optionsIn, type Said } from './model-server.ts';

const DEFINITION = /\b(An?) ([A-Za-z ]{3,20}) is (an? [^.\n]{25,140})\./g;

/** Definitions of things this course does not know, of the same shape. */
const ELSEWHERE = [
  'a chart on which depths and hazards are drawn for whoever steers',
  'a rope by which a vessel is held to a quay while the tide runs',
  'a bell whose sound warns vessels of rocks when sight is poor',
];

export interface Asked {
  stem: string;
  key: string;
  distractors: string[];
  quote: string;
  difficulty: string;
}

/** One question for each definition that stands in the source. */
export function goodQuestions(source: string): Asked[] {
  return [...source.matchAll(DEFINITION)].map(([quote, article, term, statement]) => ({
    stem: `What is ${article?.toLowerCase()} ${term} in pilotage?`,
    key: statement ?? '',
    distractors: ELSEWHERE,
    quote,
    difficulty: 'beginner',
  }));
}

/** Answers by the source: an option is right when it stands in it. */
export function well(heard: Heard): Said {
  if (heard.kind === 'propose') return { json: { questions: goodQuestions(heard.source) } };
  if (heard.kind === 'judge') {
    const proposed = /Proposed answer: (.+)$/m.exec(heard.prompt)?.[1] ?? '';
    return { json: { verdict: heard.source.includes(proposed) ? 'right' : 'wrong' } };
  }
  if (heard.kind === 'repair') return { json: { question: goodQuestions(heard.source)[0] } };
  const right = optionsIn(heard.prompt).filter(([, text]) => heard.source.includes(text));
  return { json: { answer: right.length === 1 ? right[0]?.[0] : 'none' } };
}

/** Proposals other than the good ones; everything else is answered well. */
export function proposing(change: (good: Asked, source: string) => Asked): (heard: Heard) => Said {
  const bent = (source: string): Asked[] =>
    goodQuestions(source).map((good) => change(good, source));
  return (heard) => {
    if (heard.kind === 'propose') return { json: { questions: bent(heard.source) } };
    if (heard.kind === 'repair') return { json: { question: bent(heard.source)[0] } };
    return well(heard);
  };
}
