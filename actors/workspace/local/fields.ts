/**
 * Partial answers: Google returns only what `fields` asks for, and few properties by default.
 * Keeping to that here catches a client that reads a property it never asked for.
 */

interface Mask {
  [name: string]: Mask;
}

/** Reduces `value` to a mask such as `files(id,name),nextPageToken`; `*` keeps everything. */
export function project(value: unknown, fields: string): unknown {
  return keep(value, parseMask(fields));
}

function parseMask(fields: string): Mask {
  let at = 0;
  const parseList = (): Mask => {
    const mask: Mask = {};
    while (at < fields.length && fields[at] !== ')') {
      parsePath(mask);
      if (fields[at] === ',') at += 1;
    }
    return mask;
  };
  const parsePath = (mask: Mask): void => {
    const start = at;
    while (at < fields.length && !',()/'.includes(fields[at] as string)) at += 1;
    const name = fields.slice(start, at).trim();
    const inner: Mask = {};
    if (fields[at] === '/') {
      at += 1;
      parsePath(inner);
    } else if (fields[at] === '(') {
      at += 1;
      Object.assign(inner, parseList());
      at += 1;
    }
    mask[name] = inner;
  };
  return parseList();
}

function keep(value: unknown, mask: Mask): unknown {
  if (Object.keys(mask).length === 0 || '*' in mask) return value;
  if (Array.isArray(value)) return value.map((one) => keep(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(mask)) {
    const found = (value as Record<string, unknown>)[name];
    if (found !== undefined) kept[name] = keep(found, inner);
  }
  return kept;
}
