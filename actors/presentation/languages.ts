/** Which language a text is in and which way it runs, as far as its letters and commonest words tell. */

export type Direction = 'ltr' | 'rtl';

/** Language of runs that tell nothing else. */
export const LANGUAGE = 'en-GB';

/** Scripts that one language is by far the likeliest to be written in; the first that prevails wins. */
const SCRIPTS: [RegExp, string][] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/gu, 'ja-JP'],
  [/\p{Script=Hangul}/gu, 'ko-KR'],
  [/\p{Script=Han}/gu, 'zh-CN'],
  [/\p{Script=Arabic}/gu, 'ar-SA'],
  [/\p{Script=Hebrew}/gu, 'he-IL'],
  [/\p{Script=Cyrillic}/gu, 'ru-RU'],
  [/\p{Script=Greek}/gu, 'el-GR'],
  [/\p{Script=Thai}/gu, 'th-TH'],
  [/\p{Script=Devanagari}/gu, 'hi-IN'],
];

/** Words that nearly every sentence of a language has and that its neighbours lack. */
const COMMON: Record<string, RegExp> = {
  'en-GB': /^(?:the|of|and|is|are|which|that|for|with|this|what)$/,
  'de-DE': /^(?:der|die|das|und|ist|sind|nicht|ein|eine|wird|auf|mit|für|den|dem)$/,
  'fr-FR': /^(?:le|les|et|est|sont|une|des|dans|pour|qui|avec|du|au|sur)$/,
  'es-ES': /^(?:el|los|las|y|es|son|una|del|para|que|con|por|se)$/,
  'it-IT': /^(?:il|gli|è|sono|una|della|che|per|con|di|nel|dei)$/,
  'nl-NL': /^(?:het|een|van|zijn|niet|wordt|voor|met|dat|op|en)$/,
  'pt-PT': /^(?:o|os|uma|são|não|do|da|dos|para|com|que|em)$/,
};
const LATIN_ONLY = /^[ -\u024f\u2000-\u20cf]*$/;
const WORDS_LEAST = 5;

/** BCP 47 tag of a text; a short one in Latin letters is taken for the deck's own language. */
export function languageOf(text: string): string {
  // Nearly every text is Latin throughout; no script needs to be looked for then.
  if (!LATIN_ONLY.test(text)) {
    const letters = text.match(/\p{L}/gu)?.length ?? 0;
    for (const [script, language] of SCRIPTS) {
      // Japanese is a third kana at least, so a share well below one half has to do.
      if (letters > 0 && (text.match(script)?.length ?? 0) / letters > 0.3) return language;
    }
  }
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length < WORDS_LEAST) return LANGUAGE;
  const votes = Object.entries(COMMON).map(([language, common]) => ({
    language,
    count: words.filter((word) => common.test(word)).length,
  }));
  const english = votes[0]?.count ?? 0;
  const best = votes.reduce((one, other) => (other.count > one.count ? other : one));
  return best.count >= 2 && best.count > english ? best.language : LANGUAGE;
}

/** By the first letter that has a direction, as the Unicode algorithm does for a paragraph. */
export function directionOf(text: string): Direction {
  const [letter] = /\p{L}/u.exec(text) ?? [];
  const isRight = letter !== undefined && /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(letter);
  return isRight ? 'rtl' : 'ltr';
}
