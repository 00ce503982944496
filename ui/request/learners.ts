/** Learners out of a spreadsheet: pasted cells or a CSV file, in whatever order its columns come. */

export interface LearnerDraft {
  /** Of this row, while it is edited. */
  key: string;
  id: string;
  name: string;
  email: string;
}

export type LearnerFault = Partial<Record<'id' | 'name' | 'email', string>>;

/** Most a request may name. */
export const LEARNERS_MAX = 5000;

const EMAIL = /^[^\s@,;<>"]+@[^\s@,;<>".]+(\.[^\s@,;<>".]+)+$/;
const ID = /^[\w.-]{1,80}$/;

/** Rows of a text whose cells are apart by tabs, semicolons or commas; quoted cells may hold any of them. */
export function cellsIn(text: string): string[][] {
  const mark = separatorOf(text);
  const tokens = new RegExp(`"((?:[^"]|"")*)"|${mark}|\\r?\\n|[^"${mark}\\r\\n]+|["\\r]`, 'g');
  const rows: string[][] = [['']];
  for (const [token, quoted] of text.matchAll(tokens)) {
    const row = rows.at(-1) as string[];
    if (quoted !== undefined) row[row.length - 1] += quoted.replaceAll('""', '"');
    else if (token === mark) row.push('');
    else if (/^\r?\n$/.test(token)) rows.push(['']);
    else row[row.length - 1] += token;
  }
  return rows
    .map((row) => row.map((cell) => cell.trim()))
    .filter((row) => row.some((cell) => cell !== ''));
}

function separatorOf(text: string): string {
  const [first = ''] = text.trimStart().split('\n');
  return ['\t', ';', ','].find((mark) => first.includes(mark)) ?? '\t';
}

const HEADINGS: Record<'id' | 'name' | 'email' | 'first' | 'last', RegExp> = {
  id: /^(learner.?)?(id|no|nr|number|nummer)\.?$/i,
  name: /^(full.?)?name$/i,
  email: /^e-?mail(.?address)?$|^mail$/i,
  first: /^(first|given).?name$|^first$/i,
  last: /^(last|family|sur).?name$|^(last|surname)$/i,
};

/** Names and addresses as they stand there; what is wrong with a row, `learnerFaults` says. */
export function learnersIn(text: string): Omit<LearnerDraft, 'key'>[] {
  const rows = cellsIn(text.replace(/^\uFEFF/, ''));
  const columns = headingsOf(rows[0] ?? []);
  const body = columns === null ? rows : rows.slice(1);
  return body.map((row) => (columns === null ? guessed(row) : named(row, columns)));
}

type Columns = Partial<Record<keyof typeof HEADINGS, number>>;

function headingsOf(row: string[]): Columns | null {
  const columns: Columns = {};
  for (const [index, cell] of row.entries())
    for (const [name, pattern] of Object.entries(HEADINGS) as [keyof Columns, RegExp][])
      if (pattern.test(cell.trim())) columns[name] = index;
  return columns.email === undefined && columns.name === undefined ? null : columns;
}

function named(row: string[], columns: Columns): Omit<LearnerDraft, 'key'> {
  const at = (name: keyof Columns): string => row[columns[name] ?? -1] ?? '';
  const name = at('name') || [at('first'), at('last')].filter(Boolean).join(' ');
  return { id: at('id'), name, email: at('email') };
}

/** Without headings the cell with an @ is the address, and what else there is the name. */
function guessed(row: string[]): Omit<LearnerDraft, 'key'> {
  const [only = ''] = row;
  const inline = row.length === 1 ? /^(.*?)[\s<(]*([^\s<>()]+@[^\s<>()]+)[>)]?$/.exec(only) : null;
  if (inline) return { id: '', name: inline[1]?.trim() ?? '', email: inline[2] ?? '' };
  const email = row.find((cell) => cell.includes('@')) ?? '';
  const rest = row.filter((cell) => cell !== email && cell !== '');
  return { id: '', name: rest.join(' '), email };
}

/** Gives an id to those that have none, of those not yet taken. */
export function withIds<L extends { id: string }>(learners: readonly L[]): L[] {
  const taken = new Set(learners.map(({ id }) => id));
  let next = 1;
  return learners.map((learner) => {
    if (learner.id !== '') return learner;
    while (taken.has(`learner-${next}`)) next += 1;
    taken.add(`learner-${next}`);
    return { ...learner, id: `learner-${next}` };
  });
}

/** What is wrong, row by row; an empty object for a row that can stay. */
export function learnerFaults(learners: readonly Omit<LearnerDraft, 'key'>[]): LearnerFault[] {
  const ids = counted(learners.map(({ id }) => id));
  const emails = counted(learners.map(({ email }) => email.toLowerCase()));
  return learners.map(({ id, name, email }) => ({
    ...(name.trim() === '' && { name: 'The name is missing.' }),
    ...(name.length > 300 && { name: 'The name is longer than 300 characters.' }),
    ...emailFault(email, emails),
    ...(!ID.test(id) && { id: 'An id has letters, digits, dot, dash and underscore only.' }),
    ...((ids.get(id) ?? 0) > 1 && { id: `The id ${id} stands here more than once.` }),
  }));
}

function emailFault(email: string, all: Map<string, number>): LearnerFault {
  if (email.trim() === '') return { email: 'The e-mail address is missing.' };
  if (!EMAIL.test(email)) return { email: `${email} is no e-mail address.` };
  if ((all.get(email.toLowerCase()) ?? 0) > 1)
    return { email: `${email} stands here more than once.` };
  return {};
}

function counted(values: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
