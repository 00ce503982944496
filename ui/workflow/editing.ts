/** Changing what a waiting workflow works with: fields, what is wrong with them, the difference. Pure. */
import type { EditableSettings } from '../words/workflow-view.ts';

type Section = keyof EditableSettings;

export interface EditField {
  section: Section;
  name: string;
  label: string;
  hint: string;
  kind: 'number' | 'list' | 'text' | 'flag';
  min?: number;
  max?: number;
}

const number = (
  section: Section,
  name: string,
  label: string,
  [min, max]: [number, number],
): EditField => ({ section, name, label, hint: `From ${min} to ${max}`, kind: 'number', min, max });

const LEVELS = ['beginner', 'intermediate', 'advanced'];

/** In the order of the form; the limits are those of a request. */
export const FIELDS: EditField[] = [
  number('assessment', 'question_count', 'Questions', [1, 500]),
  {
    section: 'assessment',
    name: 'difficulty_levels',
    label: 'Difficulty levels',
    hint: `Any of ${LEVELS.join(', ')}; nothing for all`,
    kind: 'list',
  },
  number('assessment', 'timeout_hours', 'Hours that learners have', [0.01, 8760]),
  number('assessment', 'pass_mark', 'Pass mark', [0.05, 1]),
  number('knowledge', 'timeout_minutes', 'Minutes to add documents', [0, 525_600]),
  number('presentation', 'max_slides', 'Slides in a deck at most', [5, 100]),
  {
    section: 'avatar',
    name: 'enabled',
    label: 'Make videos',
    hint: 'Without, the step is passed over',
    kind: 'flag',
  },
  number('avatar', 'max_topics', 'Videos at most', [1, 20]),
];

export type Draft = Record<string, string | boolean>;

export function keyOf({ section, name }: Pick<EditField, 'section' | 'name'>): string {
  return `${section}.${name}`;
}

export function draftOf(settings: EditableSettings): Draft {
  return Object.fromEntries(FIELDS.map((field) => [keyOf(field), shownOf(field, settings)]));
}

function shownOf(field: EditField, settings: EditableSettings): string | boolean {
  const value = present(field, settings);
  if (field.kind === 'flag') return value === true;
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

export interface Change {
  field: EditField;
  before: unknown;
  after: unknown;
}

export interface Edited {
  changes: Change[];
  /** By key of the field: what is wrong, in words. */
  errors: Record<string, string>;
  /** What is sent: sections with only what changed. */
  patch: Record<string, Record<string, unknown>>;
}

export function edited(settings: EditableSettings, draft: Draft): Edited {
  const result: Edited = { changes: [], errors: {}, patch: {} };
  for (const field of FIELDS) {
    const key = keyOf(field);
    const before = present(field, settings);
    const after = givenIn(field, draft[key] ?? '');
    const error = faultOf(field, after);
    if (error) result.errors[key] = error;
    else if (JSON.stringify(after) !== JSON.stringify(before)) {
      result.changes.push({ field, before, after });
      result.patch[field.section] = { ...result.patch[field.section], [field.name]: after };
    }
  }
  return result;
}

function present({ section, name }: EditField, settings: EditableSettings): unknown {
  return (settings[section] as Record<string, unknown> | undefined)?.[name];
}

function givenIn({ kind }: EditField, shown: string | boolean): unknown {
  if (kind === 'flag') return shown === true;
  const text = String(shown).trim();
  if (kind === 'number') return text === '' ? Number.NaN : Number(text);
  if (kind === 'text') return text;
  return text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

function faultOf(
  { kind, name, min = 0, max = Number.POSITIVE_INFINITY }: EditField,
  value: unknown,
): string | null {
  if (kind === 'list') {
    const unknown = (value as string[]).find((each) => !LEVELS.includes(each));
    return unknown === undefined ? null : `“${unknown}” is none of ${LEVELS.join(', ')}`;
  }
  if (kind !== 'number') return null;
  const given = value as number;
  if (Number.isNaN(given)) return 'Give a number';
  if (WHOLE.has(name) && !Number.isInteger(given)) return 'Give a whole number';
  return given < min || given > max ? `Give a number from ${min} to ${max}` : null;
}

const WHOLE = new Set(['question_count', 'max_slides', 'max_topics']);

/** A value as the difference shows it. */
export function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map(shown).join(', ') || 'none';
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
