/** Applies an educator's edits to the questions: validated, checked again, and marked as edited. */
import { terminal } from '../../runtime/errors.ts';
import type { Item, QuestionSet } from '../content.ts';
import { flawsOf } from './flaws.ts';
import { keyInQuote } from './verify.ts';

/** What an educator may change. `key` is an index into `options`. */
export interface QuestionPatch {
  questions: { id: string; stem?: string; options?: string[]; key?: number; drop?: boolean }[];
}

type Edit = QuestionPatch['questions'][number];

/**
 * A new set with the edits; the old one is left alone. Rejects with terminal PATCH_INVALID naming
 * the path. Edited items carry the flaw `edited` and lose `knowledge_source_verified` while the
 * quote does not carry their key.
 */
export function applyQuestionPatch(set: QuestionSet, patch: QuestionPatch): QuestionSet {
  const edits = new Map<string, Edit>();
  for (const [at, edit] of patch.questions.entries()) {
    if (!set.items.some((item) => item.id === edit.id))
      throw invalid(at, 'id', `there is no question ${edit.id}`);
    if (edits.has(edit.id)) throw invalid(at, 'id', `question ${edit.id} is edited twice`);
    edits.set(edit.id, edit);
  }
  const order = [...edits.keys()];
  const items = set.items.flatMap((item): Item[] => {
    const edit = edits.get(item.id);
    if (!edit) return [item];
    return edit.drop ? [] : [edited(item, edit, order.indexOf(item.id))];
  });
  return { ...set, items, blueprint: set.blueprint.map((line) => recount(line, items)) };
}

function edited(item: Item, edit: Edit, at: number): Item {
  const stem = (edit.stem ?? item.stem).trim();
  const options = (edit.options ?? item.options).map((option) => option.trim());
  const key = edit.key ?? item.key;
  if (stem === '') throw invalid(at, 'stem', 'is empty');
  if (options.length < 2) throw invalid(at, 'options', 'needs at least two options');
  if (options.includes('')) throw invalid(at, 'options', 'holds an empty option');
  if (new Set(options.map((option) => option.toLowerCase())).size < options.length)
    throw invalid(
      at,
      'options',
      'holds the same option twice, so the key would not be the only one',
    );
  if (!Number.isInteger(key) || key < 0 || key >= options.length)
    throw invalid(at, 'key', `${key} is not the index of an option`);
  // A key that silently moves to another text would make a right answer wrong.
  if (edit.options && edit.key === undefined && options[key] !== item.options[item.key])
    throw invalid(at, 'key', 'is missing although the options at its place changed');
  const next: Item = { ...item, stem, options, key };
  const sound = hadSoundSource(item);
  return {
    ...next,
    flaws: ['edited', ...(sound ? [] : ['source_unverified']), ...flawsOf(next)],
    knowledge_source_verified: sound && keyInQuote(next),
  };
}

/**
 * Whether span and hash were verified when the item was made. Edits never touch the source, so
 * only the key can cost an edited item its verification, and a better key can win it back.
 */
function hadSoundSource(item: Item): boolean {
  if (item.flaws.includes('edited')) return !item.flaws.includes('source_unverified');
  return item.knowledge_source_verified;
}

function recount(line: QuestionSet['blueprint'][number], items: readonly Item[]) {
  const got = items.filter((item) => item.domain === line.domain).length;
  if (got === line.got) return line;
  const reason =
    got < line.wanted
      ? `${line.reason ? `${line.reason} ` : ''}Review left ${got} of the ${line.wanted} wanted for “${line.domain}”.`
      : null;
  return { ...line, got, reason };
}

function invalid(at: number, field: string, message: string) {
  return terminal('PATCH_INVALID', `patch.questions[${at}].${field}: ${message}`);
}
