/** A small reader and writer for the XML inside an Office file, so that passes work on trees. */

/** An element, or text where `name` is empty. */
export interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

/** Parses well-formed XML without a DTD; the prolog is dropped. Values stay decoded. */
export function parseXml(xml: string): Node {
  const root: Node = { name: '', attributes: {}, children: [], text: '' };
  const open: Node[] = [root];
  for (const [token] of xml.matchAll(/<[^>]+>|[^<]+/g)) {
    const parent = open.at(-1) ?? root;
    if (!token.startsWith('<')) {
      parent.children.push({ name: '', attributes: {}, children: [], text: decode(token) });
    } else if (token.startsWith('</')) {
      open.pop();
    } else if (!token.startsWith('<?') && !token.startsWith('<!')) {
      const node = element(token);
      parent.children.push(node);
      if (!token.endsWith('/>')) open.push(node);
    }
  }
  const top = root.children.find((child) => child.name !== '');
  if (top === undefined || open.length !== 1) throw new Error('malformed XML');
  return top;
}

/** Writes a tree with the prolog Office expects. */
export function writeXml(root: Node): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${write(root)}`;
}

/** Every element of that name below (and including) a node, in tree order. */
export function all(node: Node, name: string): Node[] {
  const found: Node[] = [];
  collect(node, name, found);
  return found;
}

function collect(node: Node, name: string, found: Node[]): void {
  if (node.name === name) found.push(node);
  for (const child of node.children) collect(child, name, found);
}

/** First element of that name, or undefined. */
export function first(node: Node, name: string): Node | undefined {
  if (node.name === name) return node;
  for (const child of node.children) {
    const found = first(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All text below a node. */
export function textOf(node: Node): string {
  return node.text + node.children.map(textOf).join('');
}

/** A new element. */
export function make(
  name: string,
  attributes: Record<string, string> = {},
  children: Node[] = [],
): Node {
  return { name, attributes, children, text: '' };
}

/** A text node. */
export function word(text: string): Node {
  return { name: '', attributes: {}, children: [], text };
}

function element(tag: string): Node {
  const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? '';
  const attributes: Record<string, string> = {};
  if (!tag.includes('=')) return make(name, attributes);
  for (const [, key, double, single] of tag.matchAll(/([^\s=<]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (key !== undefined) attributes[key] = decode(double ?? single ?? '');
  }
  return make(name, attributes);
}

function write(node: Node): string {
  if (node.name === '') return encode(node.text);
  const attributes = Object.entries(node.attributes)
    .map(([key, value]) => ` ${key}="${encode(value).replaceAll('"', '&quot;')}"`)
    .join('');
  const inner = node.children.map(write).join('');
  return inner === ''
    ? `<${node.name}${attributes}/>`
    : `<${node.name}${attributes}>${inner}</${node.name}>`;
}

function encode(text: string): string {
  if (!/[&<>]/.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, entity: string) => {
    if (!entity.startsWith('#')) return ENTITIES[entity] ?? whole;
    const code = /^#x/i.test(entity)
      ? Number.parseInt(entity.slice(2), 16)
      : Number.parseInt(entity.slice(1), 10);
    return String.fromCodePoint(code);
  });
}
