/** Finds sentences with their places, and tells which of them can stand alone on a slide. */

export interface Sentence {
  text: string;
  /** Offsets into the given text. */
  start: number;
  end: number;
}

const ABBREVIATION =
  /(?:\b(?:e\.g|i\.e|v|etc|vs|cf|resp|approx|Dr|Mr|Mrs|Ms|Prof|No|Fig|Sec|Ch|Vol|al|Inc|Ltd|Jr|Sr|St)\.|\b[A-Z]\.)["')\]]*\s*$/;
const WORDS_MIN = 8;
const WORDS_MAX = 30;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Sentences of a paragraph; an abbreviation or a lower-case start does not end one. */
export function sentencesOf(text: string): Sentence[] {
  const result: Sentence[] = [];
  for (const { segment, index } of segmenter.segment(text)) {
    const last = result.at(-1);
    const continues =
      last !== undefined && (ABBREVIATION.test(last.text) || /^\s*[a-z(]/.test(segment));
    if (last !== undefined && continues) {
      last.end = index + segment.length;
      last.text = text.slice(last.start, last.end);
    } else result.push({ text: segment, start: index, end: index + segment.length });
  }
  return result.map(trim).filter((sentence) => sentence.text !== '');
}

/** Openings that lean on a sentence before, address no one in particular, or only introduce. */
const LEANING_START = new RegExp(
  `^(?:${[
    'this|that|these|those|it|its|they|them|their|he|she|his|her|such|here|there|both|either|neither',
    'the (?:former|latter|above|following|previous|preceding|next|last|other|same|rest|first|second|third|main reason|reason|idea|result|goal|reverse|opposite|only|above|(?:most|least) \\w+ (?:form|kind|type|case|way|example|one))\\b.*',
    'above|below|following|afterwards?|meanwhile|then|thus|hence|therefore|however|nevertheless',
    'but|and|or|so|yet|also|instead|otherwise|similarly|likewise|conversely|consequently|accordingly',
    'furthermore|moreover|additionally|besides|still|again|even|only|just|now|once|note|remember|maybe',
    'for (?:example|instance|this|that|these|those|such|details|more|further|an? |historical)\\b.*',
    'in (?:addition|this|that|these|those|such|contrast|other words|short|fact|practice,|both|either)\\b.*',
    'on the other hand|on the one hand|as (?:such|mentioned|described|shown|above|an example|a result|of|we|you|noted|discussed|stated)\\b.*',
    'at (?:this|that|the moment|present|first)\\b.*|if (?:so|not|you|we|this|that|it|they)\\b.*',
    'without (?:it|this|that|them)\\b.*|to (?:find|do|see|learn|start|begin|get started|follow|summari[sz]e|be)\\b.*|with (?:this|that|these|it)\\b.*',
    'first|firstly|second|secondly|third|finally|lastly|next|another|one of (?:these|those|them)\\b.*',
    'see|read|refer|click|let|consider|imagine|suppose|assume|assuming|check|look|have|try|thanks?|please|welcome|say|warning|caution|tip',
    'from (?:this|that|here|there|the above)\\b.*|because of (?:this|that)\\b.*|due to (?:this|that)\\b.*',
    'we|you|i|our|your|my|some|most|many|all of (?:these|those|this)\\b.*|each of (?:these|those)\\b.*|more|other|others|what|why|how|who|where',
    'initially|unfortunately|fortunately|historically|currently|today|recently|usually|sometimes|generally|obviously|clearly|actually|basically',
    'while (?:this|that|it|these|you|we)\\b.*|since (?:this|that|it|these)\\b.*|when (?:this|that|it|these)\\b.*|after (?:this|that)\\b.*|before (?:this|that)\\b.*',
    'yes|no|via|prior to|as usual|similar to|like|not specific|with (?:the exception|respect|regard)\\b.*|apart from|aside from|in particular|in general|of course|ideally|typically|often|regardless|depending',
    'especially|particularly|specifically|not (?:only|all)|(?:a|one) (?:common|simple|good|possible|way|more|further) .*|(?:multiple|several|various) of',
  ].join('|')})(?:[\\s,;:]|$)`,
  'i',
);

/** Words that point at the page, at other text, at the reader's screen or at a moment in time. */
const LEANING_INSIDE = new RegExp(
  `\\b(?:${[
    'this|these|those|here|now|also|however|therefore|please|previously|above|below|so far',
    'the (?:following|previous|former|latter|example)|as follows|such as above|in each case',
    'in (?:both|either|that|such|the) cases?|the (?:first|second|third) (?:metric|example|option|approach)',
    '(?:see|described|mentioned|discussed|shown|listed|explained|noted|defined|outlined|given) (?:later|earlier|in the (?:next|following|previous))',
    '(?:listing|figure|table|chapter|section|appendix|step|exercise) [A-Z]?\\d[\\d.-]*|recall',
    'screenshot|blog post|button|drop-?down|checkbox|dialog|sidebar|tab|hesitate|behind the scenes',
    'issue tracker|pull request|mailing list|roadmap|in the future|planned|deprecated|experimental|no longer',
    'at the time of writing|as of (?:v|version|today)|(?:since|until|before|in|from|with) v?\\d+\\.\\d+',
    "for example|e\\.g|for instance|et al|TO-?DO|TBD|there's|(?:longer|short) answer",
  ].join('|')})\\b`,
  'i',
);
const COMPARES_TO_NOTHING = /\b(?:is|are) (?:even |much )?(?:more|less) \w+\.$/i;
const FIRST_PERSON = /\b(?:I|I'm|we|we're|us|our|ours|let's|my|me|you'll|you're|you've|you'd)\b/i;
const RESIDUE =
  /https?:|www\.|\]\(|[{}<>|`\\]|\[[^\]]*\]|::|--|=>|->|→|=|\$|\/\/|[\w-]+\/[\w-]+\/|[a-z]\(\)|\.(?:md|html|yml|yaml|go|js|json|png)\b|_{2}|[*#~^]/;
/** Key words of a standard speak to implementers, not to learners. */
const STANDARDESE = /\b(?:MUST|SHALL|SHOULD|MAY|REQUIRED|RECOMMENDED|OPTIONAL|ENCOURAGED)\b/;
const VERB =
  /\b(?:is|are|was|were|be|has|have|had|does|do|can|cannot|must|should|shall|will|would|could|may|might|\w{3,}(?:s|ed|es))\b/i;
const IMPERATIVE =
  /^(?:use|do not|don't|never|always|avoid|prefer|keep|choose|provide|ensure|limit|verify)\b/i;
/** "Writes each event …": the subject stood in a heading or a label. */
const SUBJECTLESS = /^\w{3,}s (?:the|an?|each|all|every|whether|how)\b/;
/** A bold lead-in that lost its full stop: "Persistence It is recommended …". */
const GLUED = /[a-z] (?:It|The|This|These|When|If|You|There) [a-z]/;
const ANNOUNCES =
  /\b(?:two|three|four|five|several|multiple|many|different) (?:\w+ )?(?:parts?|ways?|steps?|kinds?|types?|options?|reasons?|things|cases|categories|groups?)\.$/i;
const CODE_WORD = /[_:()@]|[a-z][A-Z]|\w\.\w/;

/** A variable of a formula, which a slide does not define. */
const LONE_LETTER = /(?<![\w'’-])[b-z](?![\w'’-])/;
const REFUSED = [
  LEANING_START,
  LEANING_INSIDE,
  FIRST_PERSON,
  RESIDUE,
  STANDARDESE,
  SUBJECTLESS,
  GLUED,
  ANNOUNCES,
  LONE_LETTER,
  COMPARES_TO_NOTHING,
  /[?!…]|\.\.\./,
];

/** Whether a sentence says something complete by itself, in prose, at a length that fits a slide. */
export function standsAlone(sentence: string): boolean {
  const words = sentence.split(/\s+/);
  if (words.length < WORDS_MIN || words.length > WORDS_MAX) return false;
  if (!/^["“(]?[A-Z0-9]/.test(sentence) || !/[a-z0-9%)"”]\.$/.test(sentence)) return false;
  if (REFUSED.some((pattern) => pattern.test(sentence))) return false;
  const advises = IMPERATIVE.test(sentence);
  if (/\byou\b|\byour\b/i.test(sentence) && !advises) return false;
  if (!VERB.test(sentence) && !advises) return false;
  if (!isBalanced(sentence)) return false;
  return words.filter((word) => CODE_WORD.test(word)).length <= words.length * 0.12;
}

/** Whether a sentence says what something is, which a slide should open with. */
export function defines(sentence: string): boolean {
  return /^(?:An? |The )?[\w-]+(?: [\w-]+){0,4}(?: \([^)]+\))? (?:is|are|means|refers to|describes?|represents?) (?:an? |the |any |one |how |when |what |all )/.test(
    sentence,
  );
}

function isBalanced(sentence: string): boolean {
  const count = (character: string) => sentence.split(character).length - 1;
  const quotes = count('"') % 2 === 0 && count('“') === count('”');
  return quotes && count('(') === count(')') && count('[') === count(']');
}

function trim({ text, start }: Sentence): Sentence {
  const lead = text.length - text.trimStart().length;
  const trimmed = text.trim();
  return { text: trimmed, start: start + lead, end: start + lead + trimmed.length };
}
