/** A JSON schema as a list of fields for people: path, kind, bounds, and what it is for. */
import type { JsonSchema } from './api-description.ts';

export interface FieldLine {
  /** `learners[].email`; empty for the thing itself. */
  path: string;
  /** `text`, `list of objects`, `one of a, b`. */
  kind: string;
  required: boolean;
  /** Bounds, default and description in words. */
  notes: string;
}

const DEPTH_MAX = 6;

export function fieldsOf(schema: JsonSchema): FieldLine[] {
  return below(schema, '', 0);
}

function below(schema: JsonSchema, path: string, depth: number): FieldLine[] {
  if (depth > DEPTH_MAX) return [];
  const shapes = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== 'null');
  if (shapes.length > 0)
    return shapes.flatMap((shape) => below(shape, path, depth)).filter(isFirst);
  if (schema.items) return below(schema.items, `${path}[]`, depth + 1);
  const { required = [] } = schema;
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const line = {
      path: at,
      kind: kindOf(field),
      required: required.includes(name),
      notes: notesOf(field),
    };
    return [line, ...below(field, at, depth + 1)];
  });
}

function isFirst(line: FieldLine, index: number, all: FieldLine[]): boolean {
  return all.findIndex(({ path }) => path === line.path) === index;
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  object: 'object',
  array: 'list',
  null: 'null',
};

export function kindOf(schema: JsonSchema): string {
  const shapes = schema.anyOf ?? schema.oneOf;
  if (shapes) return [...new Set(shapes.map(kindOf))].join(' or ');
  if (schema.enum) return `one of ${schema.enum.map(String).join(', ')}`;
  if (schema.const !== undefined) return String(schema.const);
  if (schema.items) return `list of ${plural(kindOf(schema.items))}`;
  if (typeof schema.additionalProperties === 'object' && !schema.properties)
    return `object of ${plural(kindOf(schema.additionalProperties))}`;
  const types = [schema.type ?? []].flat();
  return types.length === 0 ? 'anything' : types.map((type) => KINDS[type] ?? type).join(' or ');
}

function plural(kind: string): string {
  if (/^one of/.test(kind)) return kind;
  return /^(text|anything|true or false)/.test(kind)
    ? kind
    : kind.replace(/^(whole )?(\w+)/, '$1$2s');
}

function notesOf(schema: JsonSchema): string {
  const shape = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
  const { items = {}, minimum, maximum, exclusiveMinimum, minLength, maxLength } = shape;
  return [
    schema.description ?? shape.description,
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    bounds(minimum, maximum, ''),
    bounds(minLength, maxLength, 'characters'),
    PATTERNS[shape.pattern ?? ''],
    bounds(shape.minItems, shape.maxItems, 'entries'),
    bounds(items.minLength, items.maxLength, 'characters each'),
    schema.default !== undefined && `usually ${JSON.stringify(schema.default)}`,
  ]
    .filter(Boolean)
    .join('; ');
}

/** In words; a pattern of zod's own, such as the one of dates, says less than its kind. */
const PATTERNS: Record<string, string> = {
  '^[\\w.-]{1,80}$': 'letters, digits, dot, dash and underscore, 80 at most',
};

/** The bounds JavaScript sets on every whole number say nothing. */
function bounds(least: number | undefined, most: number | undefined, unit: string): string {
  const low = least === undefined || least <= Number.MIN_SAFE_INTEGER ? undefined : least;
  const high = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most;
  if (low === undefined && high === undefined) return '';
  if (high === undefined) return low === 0 ? '' : `at least ${low} ${unit}`.trim();
  return low === undefined || low === 0
    ? `at most ${high} ${unit}`.trim()
    : `${low} to ${high} ${unit}`.trim();
}
