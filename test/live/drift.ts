/** What real answers have and ours lack, and the reverse: shapes of answers, compared method by method. */

/** Types seen at each path of an answer, such as `files[].id` → `string`. */
export type Shape = ReadonlyMap<string, ReadonlySet<string>>;

/** Shapes by Discovery method id. */
export type Shapes = ReadonlyMap<string, Shape>;

export interface Drift {
  method: string;
  path: string;
  /** What the real service answers there; null where it answers nothing. */
  real: string | null;
  ours: string | null;
}

/** Objects whose names are data: what is said of one entry is said of all. */
const KEYED = new Set([
  'appProperties',
  'properties',
  'answers',
  'exportLinks',
  'folderColorPalette',
]);

/** The shape of all of a method's answers together: one may leave out what another has. */
export function shapeOf(answers: readonly unknown[]): Shape {
  const shape = new Map<string, Set<string>>();
  for (const answer of answers) note(shape, '', answer, false);
  return shape;
}

function note(shape: Map<string, Set<string>>, path: string, value: unknown, keyed: boolean): void {
  const types = shape.get(path) ?? new Set();
  shape.set(path, types.add(typeOf(value)));
  if (Array.isArray(value)) for (const one of value) note(shape, `${path}[]`, one, false);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      const step = keyed ? '*' : name;
      note(shape, path === '' ? step : `${path}.${step}`, inner, KEYED.has(name));
    }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/**
 * Sorted by method and path. Of a branch that one side lacks only its beginning is told. Methods
 * that only one side was asked are not compared.
 */
export function driftOf(real: Shapes, ours: Shapes): Drift[] {
  return [...real.keys()]
    .filter((method) => ours.has(method))
    .sort()
    .flatMap((method) => {
      const [theirs, mine] = [real.get(method) as Shape, ours.get(method) as Shape];
      return [...new Set([...theirs.keys(), ...mine.keys()])].sort().flatMap((path) => {
        const [there, here] = [typesAt(theirs, path), typesAt(mine, path)];
        if (there === here) return [];
        const lacking = there === null ? theirs : mine;
        if ((there === null || here === null) && !lacking.has(parentOf(path))) return [];
        return [{ method, path, real: there, ours: here }];
      });
    });
}

function typesAt(shape: Shape, path: string): string | null {
  const types = shape.get(path);
  return types ? [...types].sort().join('|') : null;
}

function parentOf(path: string): string {
  if (path.endsWith('[]')) return path.slice(0, -2);
  return path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '';
}

/** For people, a line each. */
export function reportOf(drifts: readonly Drift[], methods: number): string {
  const lines = drifts.map(({ method, path, real, ours }) => {
    const what = path || '(the answer)';
    if (ours === null) return `${method}  ${what}: real answers have ${real}, ours nothing`;
    if (real === null) return `${method}  ${what}: ours have ${ours}, real answers nothing`;
    return `${method}  ${what}: real answers have ${real}, ours ${ours}`;
  });
  return [`${methods} methods compared, ${drifts.length} differences`, ...lines].join('\n');
}
