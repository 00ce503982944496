/** Every file format for questions: how it is written and read, and what it cannot carry. */
import { readCsv, writeCsv } from './csv.ts';
import { readGift, writeGift } from './gift.ts';
import { type Arrived, type ExchangeItem, type ExchangeSet, tidySet } from './item.ts';
import { readMoodle, writeMoodle } from './moodle.ts';
import { readQti12, writeQti12 } from './qti12.ts';
import { readQti21, writeQti21 } from './qti21.ts';
import { writeScorm12 } from './scorm12.ts';
import { unreadable } from './xml.ts';

/** Parts of a question that not every format has a place for. */
export type Part = 'id' | 'domain' | 'objective' | 'difficulty' | 'type' | 'rationale' | 'source';

export interface Format {
  id: string;
  name: string;
  /** Where one uses it. */
  for: string;
  extension: string;
  mime: string;
  carries: readonly Part[];
  /** What gets lost whatever the questions are like, besides the parts it does not carry. */
  also_lost: readonly string[];
  write(set: ExchangeSet): Promise<Uint8Array>;
  /** Null where questions cannot come back. */
  read: ((bytes: Uint8Array) => Promise<Arrived>) | null;
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const words = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('it is not UTF-8 text');
  }
};
const ZIP = 'application/zip';
const TAGS = ['id', 'domain', 'objective', 'difficulty', 'rationale'] as const;

/** In the order in which they are offered. */
export const FORMATS: readonly Format[] = [
  {
    id: 'csv',
    name: 'CSV table',
    for: 'spreadsheets, and moving questions between installations of PresGen',
    extension: 'csv',
    mime: 'text/csv; charset=utf-8',
    carries: ['id', 'domain', 'objective', 'difficulty', 'type', 'rationale', 'source'],
    also_lost: ['The pass mark.'],
    write: async (set) => text(writeCsv(set)),
    read: async (bytes) => readCsv(words(bytes)),
  },
  {
    id: 'gift',
    name: 'GIFT',
    for: 'Moodle and others, as text one can edit',
    extension: 'gift.txt',
    mime: 'text/plain; charset=utf-8',
    carries: ['id', 'domain', 'difficulty', 'rationale'],
    also_lost: ['The pass mark.'],
    write: async (set) => text(writeGift(set)),
    read: async (bytes) => readGift(words(bytes)),
  },
  {
    id: 'moodle',
    name: 'Moodle XML',
    for: 'the question bank of Moodle',
    extension: 'moodle.xml',
    mime: 'application/xml; charset=utf-8',
    carries: TAGS,
    also_lost: ['The pass mark: Moodle keeps it with the quiz, not with its questions.'],
    write: async (set) => text(writeMoodle(set)),
    read: async (bytes) => readMoodle(words(bytes)),
  },
  {
    id: 'qti21',
    name: 'QTI 2.1 package',
    for: 'Canvas New Quizzes, TAO, OpenOlat and others',
    extension: 'qti21.zip',
    mime: ZIP,
    carries: ['id', 'domain', 'rationale'],
    also_lost: ['The pass mark.'],
    write: writeQti21,
    read: readQti21,
  },
  {
    id: 'qti12',
    name: 'QTI 1.2 package',
    for: 'Canvas Classic Quizzes, Blackboard, ILIAS and others',
    extension: 'qti12.zip',
    mime: ZIP,
    carries: TAGS,
    also_lost: ['The pass mark is in the file, but most platforms ask for it again.'],
    write: writeQti12,
    read: readQti12,
  },
  {
    id: 'scorm12',
    name: 'SCORM 1.2 package',
    for: 'any learning platform, ready to be taken',
    extension: 'scorm12.zip',
    mime: ZIP,
    carries: ['rationale'],
    also_lost: [
      'Questions cannot be edited on the platform or read back from the package.',
      'The platform learns the score, the status and the time. Answers to single questions are reported too, but many platforms do not show them.',
      'The right answers lie inside the package, where somebody determined can find them.',
    ],
    write: writeScorm12,
    read: null,
  },
];

/** The format of that id, or undefined. */
export function formatOf(id: string): Format | undefined {
  return FORMATS.find((format) => format.id === id);
}

const PART_WORDS: Record<Part, string> = {
  id: 'The question’s own id',
  domain: 'The domain',
  objective: 'The objective',
  difficulty: 'The estimated difficulty',
  type: 'How the question was made',
  rationale: 'The explanation of the answer',
  source: 'The source passage with its checksum',
};

/** In plain words, with counts: what these questions lose in this format. */
export function lossesOf(format: Format, items: readonly ExchangeItem[]): string[] {
  const parts = (Object.keys(PART_WORDS) as Part[]).filter(
    (part) => !format.carries.includes(part),
  );
  const lost = parts.flatMap((part) => {
    const count = items.filter((item) => Boolean(item[part])).length;
    if (count === 0) return [];
    const of = count === items.length ? '' : ` (of ${count} of ${items.length} questions)`;
    return [`${PART_WORDS[part]}${of}.`];
  });
  return [...lost, ...format.also_lost, 'Statistics, history and who reviewed it stay here.'];
}

/** The file. Questions are grouped by domain, texts tidied; see `tidySet`. */
export async function exportSet(
  format: Format,
  set: ExchangeSet,
): Promise<{ name: string; mime: string; bytes: Uint8Array }> {
  const tidy = tidySet(set);
  const stem = tidy.title
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80);
  return {
    name: `${stem || 'questions'}.${format.extension}`,
    mime: format.mime,
    bytes: await format.write(tidy),
  };
}
