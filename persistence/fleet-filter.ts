/** Which workflows a list, a count, a histogram or a bulk action is about, as SQL conditions. */

/** Everything given narrows; nothing given means every workflow. */
export interface FleetFilter {
  /** Statuses or names of steps, separated by commas: any of them. */
  state?: string | undefined;
  step?: string | undefined;
  organization?: string | undefined;
  /** `person`: an operator, an educator or an open dead letter waits; else a value of WaitsFor. */
  waits?: string | undefined;
  /** Words of the certification's name, or the start of a workflow id. */
  q?: string | undefined;
  /** What `from` and `to` are about. */
  time?: 'updated' | 'created' | undefined;
  /** ms since 1970; from the first, up to but without the second. */
  from?: number | undefined;
  to?: number | undefined;
}

/** A condition on `workflow w`, its parameters written `$1`, `$2` and so on. */
export interface Condition {
  where: string;
  values: unknown[];
}

/** Has an open dead letter, its own or that of a part. */
export const HAS_LETTER = `w.id in (
  select d.root from dead_letter l join actor d on d.address = l.address
  where l.resolution is null)`;

export function conditionOf(filter: FleetFilter): Condition {
  const condition: Condition = { where: 'true', values: [] };
  if (filter.state) {
    const states = param(condition, JSON.stringify(filter.state.split(',')), 'json');
    const among = `in (select json_array_elements_text(${states}))`;
    and(condition, `(w.status ${among} or w.step ${among})`);
  }
  if (filter.step) and(condition, `w.step = ${param(condition, filter.step, 'text')}`);
  if (filter.organization)
    and(condition, `w.organization = ${param(condition, filter.organization, 'text')}`);
  if (filter.waits === 'person')
    and(condition, `(w.waits_for in ('operator', 'educator') or ${HAS_LETTER})`);
  else if (filter.waits) and(condition, `w.waits_for = ${param(condition, filter.waits, 'text')}`);
  byText(condition, filter.q);
  const time = TIME_COLUMNS[filter.time ?? 'updated'];
  if (filter.from !== undefined)
    and(condition, `${time} >= ${param(condition, filter.from, 'bigint')}`);
  if (filter.to !== undefined) and(condition, `${time} < ${param(condition, filter.to, 'bigint')}`);
  return condition;
}

export const TIME_COLUMNS = { updated: 'w.updated_at', created: 'w.created_at' } as const;

/** Adds a value and returns how the statement names it. */
export function param(condition: Condition, value: unknown, type: string): string {
  condition.values.push(value);
  return `$${condition.values.length}::${type}`;
}

export function and(condition: Condition, more: string): void {
  condition.where += ` and ${more}`;
}

function byText(condition: Condition, q: string | undefined): void {
  const words = q?.split(/\s+/).filter(Boolean) ?? [];
  if (words.length === 0) return;
  const named = words.map(
    (word) => `w.name_key like lower(${param(condition, `%${literally(word)}%`, 'text')})`,
  );
  const start = param(condition, `${literally(words.join(' '))}%`, 'text');
  and(condition, `(w.id like ${start} or (${named.join(' and ')}))`);
}

/** A pattern that matches just this text. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
