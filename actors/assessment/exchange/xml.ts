/** A strict little XML writer and reader for exchange files: no DTD, no entities of its own. */
import { terminal } from '../../../runtime/errors.ts';

/** An element; text stands among its children as strings. Names carry no prefix once read. */
export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: (Element | string)[];
}

/** A new element. */
export function el(
  name: string,
  attributes: Record<string, string> = {},
  ...children: (Element | string)[]
): Element {
  return { name, attributes, children };
}

/** A whole document; elements that hold no text are indented. */
export function writeXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${write(root, '')}\n`;
}

function write(element: Element, indent: string): string {
  const { name, attributes, children } = element;
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const tag = `${name}${given.join('')}`;
  if (children.length === 0) return `<${tag}/>`;
  const elements = children.filter((child) => typeof child !== 'string');
  if (elements.length < children.length) {
    const inner = children.map((child) =>
      typeof child === 'string' ? escaped(child) : write(child, ''),
    );
    return `<${tag}>${inner.join('')}</${name}>`;
  }
  const deeper = `${indent}  `;
  const inner = elements.map((child) => `${deeper}${write(child, deeper)}\n`).join('');
  return `<${tag}>\n${inner}${indent}</${name}>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const DEPTH_MAX = 100;
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!DOCTYPE[^[>]*>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s+[^\s=/>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;

/** Parses a document. Rejects with terminal IMPORT_UNREADABLE what is not well-formed. */
export function parseXml(xml: string): Element {
  const top = el('');
  const open: Element[] = [top];
  TOKEN.lastIndex = 0;
  const text = xml.replace(/^\ufeff/, '').replaceAll(/\r\n?/g, '\n');
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null)
      throw unreadable(`something is wrong near ${JSON.stringify(text.slice(at, at + 40))}`);
    take(token, open);
  }
  const root = top.children.find((child) => typeof child !== 'string');
  if (root === undefined || open.length !== 1) throw unreadable('it ends before it is complete');
  return root;
}

function take(token: RegExpExecArray, open: Element[]): void {
  const [, cdata, closing, opening, attributes = '', empty, words] = token;
  const parent = open.at(-1) as Element;
  if (cdata !== undefined) parent.children.push(cdata);
  else if (words !== undefined) parent.children.push(decoded(words));
  else if (closing !== undefined) {
    if (open.length === 1 || parent.name !== local(closing))
      throw unreadable(`</${closing}> closes nothing`);
    open.pop();
  } else if (opening !== undefined) {
    const element = el(local(opening), attributesOf(attributes));
    parent.children.push(element);
    if (empty === '/') return;
    if (open.length > DEPTH_MAX) throw unreadable('it is nested too deeply');
    open.push(element);
  }
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', double, single] of text.matchAll(
    /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  ))
    found[local(name)] = decoded((double ?? single ?? '').replaceAll(/[\n\t]/g, ' '));
  return found;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function decoded(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|([^;\s]*));?/gi, (whole, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : decimal ? Number.parseInt(decimal, 10) : null;
    const character =
      code === null
        ? ENTITIES[name ?? '']
        : code <= 0x10ffff
          ? String.fromCodePoint(code)
          : undefined;
    if (character === undefined || !whole.endsWith(';'))
      throw unreadable(`${whole} is no character`);
    return character;
  });
}

/** Elements of that name directly below. */
export function childrenOf(element: Element, name: string): Element[] {
  return element.children.filter(
    (child): child is Element => typeof child !== 'string' && child.name === name,
  );
}

/** The first element of that name directly below. */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  return element && childrenOf(element, name)[0];
}

/** Every element of that name below, in order. */
export function below(element: Element, name: string): Element[] {
  return element.children.flatMap((child) => {
    if (typeof child === 'string') return [];
    return child.name === name ? [child, ...below(child, name)] : below(child, name);
  });
}

/** All text below, as it stands. */
export function textOf(element: Element | undefined): string {
  if (element === undefined) return '';
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('');
}

/** What an import says when it cannot read a file at all. */
export function unreadable(why: string) {
  return terminal('IMPORT_UNREADABLE', `This file cannot be read: ${why}.`);
}
