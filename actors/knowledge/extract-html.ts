/** HTML to blocks: what a reader sees of the main content, without furniture of the page. */
import { HTMLElement, type Node, parse, TextNode } from 'node-html-parser';
import { type BlockWriter, cleanLine, createBlockWriter } from './block-writer.ts';
import type { Extraction } from './extraction.ts';

const SKIPPED = new Set(
  (
    'script style noscript template head nav footer aside svg math iframe object form button select ' +
    'textarea input img picture video audio canvas map'
  ).split(' '),
);
const BLOCKS = new Set(
  (
    'address article blockquote body center dd details div dt fieldset figcaption figure header hr ' +
    'html li main p section summary tbody td tfoot th thead tr'
  ).split(' '),
);
const PERMALINK = /\s*[¶#§]\s*$/;

/** Reads a page or a fragment. `title` overrides the page's own. */
export function extractHtml(html: string, title: string | null = null): Extraction {
  const root = parse(html, { blockTextElements: { script: true, style: true, noscript: true } });
  const writer = createBlockWriter(title ?? titleOf(root));
  const walk = createWalk(writer);
  walk.into(mainOf(root));
  walk.flush();
  return writer.finish();
}

/** A page with a heading of its own needs no second title above it. */
function titleOf(root: HTMLElement): string | null {
  if (root.querySelector('h1') !== null) return null;
  return root.querySelector('title')?.text ?? null;
}

/** The part marked as main content, if the page marks one and it holds most of the text. */
function mainOf(root: HTMLElement): HTMLElement {
  const body = root.querySelector('body') ?? root;
  const main = root.querySelector('main') ?? root.querySelector('article');
  return main !== null && main.text.length * 2 > body.text.length ? main : body;
}

interface Walk {
  into(node: Node): void;
  flush(): void;
}

function createWalk(writer: BlockWriter): Walk {
  let line = '';
  const flush = () => {
    writer.paragraph(line);
    line = '';
  };
  const structural = (element: HTMLElement, name: string): boolean => {
    if (/^h[1-6]$/.test(name)) {
      writer.heading(Number(name[1]), inline(element).replace(PERMALINK, ''));
    } else if (name === 'pre') writer.code(element.text);
    else if (name === 'ul' || name === 'ol') writeList(writer, element);
    else if (name === 'dl') writeDefinitions(writer, element);
    else if (name === 'table' && isDataTable(element)) writeTable(writer, element);
    else return false;
    return true;
  };
  const visit = (element: HTMLElement) => {
    const name = nameOf(element);
    if (SKIPPED.has(name)) return;
    if (name === 'br') {
      line += ' ';
      return;
    }
    const breaks = BLOCKS.has(name) || STRUCTURAL.test(name);
    if (breaks) flush();
    if (!structural(element, name)) into(element);
    if (breaks) flush();
  };
  const into = (node: Node) => {
    for (const child of node.childNodes) {
      if (child instanceof TextNode) line += child.text;
      else if (child instanceof HTMLElement) visit(child);
    }
  };
  return { into, flush };
}

const STRUCTURAL = /^(h[1-6]|pre|ul|ol|dl|table)$/;

function nameOf(element: HTMLElement): string {
  return (element.rawTagName ?? '').toLowerCase();
}

/** Text of an element on one line; `without` leaves nested structure to its own block. */
function inline(node: Node, without: RegExp = /^$/): string {
  let text = '';
  for (const child of node.childNodes) {
    if (child instanceof TextNode) text += child.text;
    if (!(child instanceof HTMLElement)) continue;
    const name = nameOf(child);
    if (SKIPPED.has(name) || without.test(name)) continue;
    if (name === 'br') text += ' ';
    else text += BLOCKS.has(name) ? ` ${inline(child, without)} ` : inline(child, without);
  }
  return cleanEdges(text);
}

function cleanEdges(text: string): string {
  return text.replace(/\s+/g, ' ');
}

const NESTED = /^(ul|ol|dl|pre|table)$/;

function writeList(writer: BlockWriter, list: HTMLElement): void {
  const items: { text: string; level: number }[] = [];
  const deferred: HTMLElement[] = [];
  collectItems(list, 0, items, deferred);
  writer.list(items);
  // Code and tables inside items come after the list, so that the siblings stay together.
  for (const element of deferred) {
    if (nameOf(element) === 'pre') writer.code(element.text);
    else if (nameOf(element) === 'table') writeTable(writer, element);
    else writeDefinitions(writer, element);
  }
}

function collectItems(
  list: HTMLElement,
  level: number,
  items: { text: string; level: number }[],
  deferred: HTMLElement[],
): void {
  for (const child of list.children) {
    const name = nameOf(child);
    if (name === 'ul' || name === 'ol') collectItems(child, level + 1, items, deferred);
    if (name !== 'li') continue;
    items.push({ text: inline(child, NESTED), level });
    for (const nested of nestedIn(child)) {
      if (/^[uo]l$/.test(nameOf(nested))) collectItems(nested, level + 1, items, deferred);
      else deferred.push(nested);
    }
  }
}

/** The nearest nested lists, tables and code below an item, in order. */
function nestedIn(element: HTMLElement): HTMLElement[] {
  return element.children.flatMap((child) =>
    NESTED.test(nameOf(child)) ? [child] : nestedIn(child),
  );
}

function writeDefinitions(writer: BlockWriter, list: HTMLElement): void {
  const items: string[] = [];
  let term = '';
  for (const child of list.querySelectorAll('dt, dd')) {
    if (nameOf(child) === 'dt') term = cleanLine(inline(child, NESTED));
    else items.push(term === '' ? inline(child) : `${term}: ${cleanLine(inline(child))}`);
  }
  writer.list(items.map((text) => ({ text, level: 0 })));
}

/** Tables that lay out a page hold headings, lists or tables; those are walked, not kept as rows. */
function isDataTable(table: HTMLElement): boolean {
  return table.querySelector('table, h1, h2, h3, pre') === null;
}

function writeTable(writer: BlockWriter, table: HTMLElement): void {
  const rows = table
    .querySelectorAll('tr')
    .map((row) => row.children.filter((cell) => /^t[dh]$/.test(nameOf(cell))).map(cellText));
  writer.table(rows.filter((row) => row.length > 0));
}

/** Lines and list items inside a cell stay apart by a semicolon; glued cells make false facts. */
function cellText(cell: HTMLElement): string {
  return cellLines(cell)
    .split('\n')
    .map(cleanLine)
    .filter((part) => part !== '')
    .join('; ');
}

function cellLines(node: Node): string {
  return node.childNodes
    .map((child) => {
      if (child instanceof TextNode) return child.text.replace(/\s+/g, ' ');
      if (!(child instanceof HTMLElement) || SKIPPED.has(nameOf(child))) return '';
      if (nameOf(child) === 'br') return '\n';
      return BLOCKS.has(nameOf(child)) ? `\n${cellLines(child)}\n` : cellLines(child);
    })
    .join('');
}
