/** How signs, numbers with units, versions and addresses are said; the captions keep them as written. */

/** A pattern and what is said instead of it. */
export type Saying = readonly [RegExp, string | ((match: RegExpMatchArray) => string)];

const UNITS: Record<string, string> = {
  ns: 'nanosecond',
  µs: 'microsecond',
  us: 'microsecond',
  ms: 'millisecond',
  kB: 'kilobyte',
  KB: 'kilobyte',
  MB: 'megabyte',
  GB: 'gigabyte',
  TB: 'terabyte',
  KiB: 'kibibyte',
  MiB: 'mebibyte',
  GiB: 'gibibyte',
  TiB: 'tebibyte',
  Hz: 'hertz',
  kHz: 'kilohertz',
  MHz: 'megahertz',
  GHz: 'gigahertz',
  px: 'pixel',
  kg: 'kilogram',
  km: 'kilometre',
  cm: 'centimetre',
  mm: 'millimetre',
  dB: 'decibel',
};
/** Said so only where they touch the number: "5 m" is a length, "5m" five minutes. */
const COMPACT: Record<string, string> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
};

/** Before any term is looked up: what as a whole is one thing. */
export const WHOLES: Saying[] = [
  [/!?\[([^\]]*)\]\([^)]*\)/gu, ([, label = '']) => label],
  [/(?:https?:\/\/|www\.)[^\s)>\]]*[^\s)>\].,;:!?]/giu, 'the linked page'],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu, 'the given address'],
  [/(?<=\b[A-Z]{2,5})\/(?=[A-Z]{2,5}\b)/gu, ' '],
  [/<\/?[a-z][^<>]*>/giu, ' '],
  [
    /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u200d|\ufe0f|\p{Extended_Pictographic})*/gu,
    ' ',
  ],
  [/[\u{1f1e6}-\u{1f1ff}\ufe0f\u20e3]+/gu, ' '],
  [/\bv(\d+(?:\.\d+)*)\b/gu, ([, number = '']) => `version ${number.replaceAll('.', ' point ')}`],
  [/\b\d+(?:\.\d+){2,}\b/gu, ([number]) => number.replaceAll('.', ' point ')],
  [
    /(?<![\p{L}\d])(\d[\d.,]*)(?:\s?(ns|[µu]s|ms|[kKMGT]i?B|[kMG]?Hz|px|kg|[kcm]m|dB)|(s|m|h|d|w))(?![\p{L}\d])/gu,
    ([, number = '', wide, tight]) => `${number} ${unit(number, wide, tight)}`,
  ],
  [/\$(\d[\d.,]*\d|\d)/gu, ([, number]) => `${number} dollars`],
  [/€\s?(\d[\d.,]*\d|\d)/gu, ([, number]) => `${number} euros`],
  [/(?<!\S)(?:\.{0,2}\/[\w.-]+){2,}/gu, ([path]) => path.replaceAll('/', ' slash ')],
  [/(?<!\S)--?(?=\p{L})/gu, 'option '],
];

/** After terms have been said: single signs. */
export const SIGNS: Saying[] = [
  [/\s*(?:=~)\s*/g, ' matches '],
  [/\s*(?:!~)\s*/g, ' does not match '],
  [/\s*(?:!=|≠)\s*/g, ' is not '],
  [/\s*(?:>=|≥)\s*/g, ' at least '],
  [/\s*(?:<=|≤)\s*/g, ' at most '],
  [/\s*(?:->|=>|→)\s*/g, ' to '],
  [/\s+<\s+(?=\d)/g, ' less than '],
  [/\s+>\s+(?=\d)/g, ' greater than '],
  [/[`*~^|\\#]|\(\)|[“”"„«»]|[[\]{}<>]/g, ' '],
  [/_/g, ' '],
  [/\s*&\s*/g, ' and '],
  [/\s*%/g, ' percent'],
  [/\s*±\s*/g, ' plus or minus '],
  [/\s*×\s*/g, ' times '],
  [/°C\b/g, ' degrees Celsius'],
  [/°/g, ' degrees'],
  [/§\s*/g, 'section '],
  [/\s*==?\s*/g, ' equals '],
  [/\s+\+\s+|(?<=\d)\+(?=\d)/g, ' plus '],
  [/(?<=\p{L})\/(?=\p{L})/gu, ' or '],
  [/(?<=^|\s)\/(?=\p{L})/gu, 'slash '],
  [/(?<=\p{L}{2})\.(?=\p{L}{2})/gu, ' dot '],
  [/\s*[–—]\s*/g, ', '],
  [/…/g, ','],
  [/\s+(?=[.,;:!?](?:\s|$))/g, ''],
];

function unit(number: string, wide: string | undefined, tight: string | undefined): string {
  const name = UNITS[wide ?? ''] ?? COMPACT[tight ?? ''] ?? '';
  return number === '1' || name.endsWith('hertz') ? name : `${name}s`;
}
