/**
 * JSON that Postgres accepts. It refuses `\u0000` and lone surrogates, which a pasted document or
 * a cut-off string can contain; one such character must not stop a workflow.
 */

/** Serialises; characters no text column can hold become U+FFFD, in keys too. */
export function toJsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return UNSTORABLE.test(text) ? text.replace(ESCAPES, replaceUnstorable) : text;
}

/** What reading `value` back from any store gives: no reference shared, nothing unstorable. */
export function throughJson<T>(value: T): T {
  return JSON.parse(toJsonText(value)) as T;
}

// JSON.stringify writes whole surrogate pairs as they are, so an escaped surrogate is a lone one.
const UNSTORABLE = /\\(?:u0000|ud[89a-f])/;
// Takes escapes one by one, so that the two characters `\\` before `u0000` stay what they are.
const ESCAPES = /\\(?:u[0-9a-f]{4}|.)/g;

function replaceUnstorable(sequence: string): string {
  return UNSTORABLE.test(sequence) ? '\\ufffd' : sequence;
}
